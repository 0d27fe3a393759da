"""What is said in words of a system, its camps, its balance and its strain; and of too little evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.cli.standing_rows import find_parts
from detente.cli.standing_sources import name_some
from detente.system import System, measure_polarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.cli.standing_sources import Evidence
    from detente.system import Camps, TriadCensus
    from detente.system.roles import Role, Roles
    from detente.system.stability import CampStability

__all__ = [
    "LEAST_STATES",
    "SURE",
    "balance_words",
    "camp_words",
    "role_words",
    "strain_words",
    "tie_words",
    "too_little",
]

SURE = 0.9
"""Stability from which a place in a camp is called sure."""
LEAST_STATES = 4
"""With ties; with fewer there is no order to speak of."""
LEAST_DRAWS = 10
"""For stability; with fewer it says nothing."""


def tie_words(system: System) -> str:
    """How many ties there are, and whom none binds."""
    signs = np.triu(np.sign(system.weights[0]))
    friendly, hostile = int((signs > 0).sum()), int((signs < 0).sum())
    open_ = int((np.triu(~np.isnan(system.positive[0]), 1) & (signs == 0)).sum())
    lone = [name for name, tied in zip(system.states, system.weights[0].any(axis=0), strict=True) if not tied]
    words = f"{friendly + hostile} ties ({friendly} friendly, {hostile} hostile)"
    words += f" of {system.n_states - len(lone)} states"
    if open_:
        words += f"; {open_} more {'pair was' if open_ == 1 else 'pairs were'} seen, of unsettled sign"
    return words + (f"; without a tie: {name_some(lone)}" if lone else "")


def too_little(system: System, words: str, evidence: Evidence) -> list[str]:
    """Why there is nothing to show, and what may help; empty if there are ties."""
    if system.n_ties:
        return []
    seen = int(np.triu(~np.isnan(system.positive[0]), 1).sum())
    if not seen:
        return [
            f"nothing is known between these states {words}",
            "hint: leave out --states, or try another date",
        ]
    pairs = f"{seen} pair{'s' * (seen > 1)}"
    if evidence.table is not None:
        return [f"no tie is settled {words}: of {pairs} the sign is 0", "hint: a sign of 1 or -1 makes a tie"]
    return [
        f"no tie is settled {words}: what is known of {pairs} leaves open whether friendly or hostile",
        "hint: `detente dyads --at DATE` shows the levels with their intervals; more articles narrow them",
    ]


def camp_words(system: System, tied: System, camps: Camps, *, k: int | None) -> list[str]:
    """What the division costs and proves, who fits no camp, and the polarity.

    Args:
        system: With all its states.
        tied: Without those that have no tie; the camps are of these.
        camps: Their division.
        k: Most camps that were allowed; None if any number.
    """
    words = [_proof_words(camps, n_ties=tied.n_ties)]
    if k is not None and k > camps.n_camps:
        least = f"{tied.n_states} states have ties" if k > tied.n_states else "more would serve no better"
        words.append(f"{k} camps were allowed and {camps.n_camps} are used: {least}")
    sizes = np.bincount(camps.camp)
    alone = [name for name, camp in zip(tied.states, camps.camp.tolist(), strict=True) if sizes[camp] == 1]
    if alone:
        words.append(f"in no camp with another: {name_some(alone)}")
    untied = sorted(set(system.states) - set(tied.states))
    if untied:
        words.append(f"without a tie, and in no camp: {name_some(untied)}")
    parts = find_parts(tied)
    if k is not None and len(parts) > 1:
        told = "; ".join(name_some(part) for part in parts[:3])
        words.append(f"no tie joins these parts, so which of their camps go together means nothing: {told}")
    if tied.n_states < LEAST_STATES:
        return [*words, f"{tied.n_states} states with ties are too few to speak of polarity"]
    return [*words, _polarity_words(tied, camps)]


def role_words(roles: Roles, stability: CampStability) -> list[str]:
    """Who stands between the camps, who is as well placed elsewhere, and how sure the places are."""
    words = []
    loose = [role.state for role in roles.misfits if not _is_alone(role, roles)]
    if loose:
        words.append(f"as well placed elsewhere: {name_some(loose)}")
    brokers = [f"{role.state} ({role.n_bridged} pairs, {role.n_hostile} hostile)" for role in roles.brokers]
    if brokers:
        words.append(
            f"brokers (their friends in two camps are no friends of each other): {name_some(brokers, most=3)}"
        )
    hedgers = [f"{role.state} ({role.hedging:.2f})" for role in roles.hedgers]
    if hedgers:
        words.append(
            f"hedgers (close to two camps hostile to each other, 0 to 1): {name_some(hedgers, most=3)}"
        )
    if stability.n_draws < LEAST_DRAWS and not stability.exact:
        words.append(
            f"time was up after {stability.n_draws} draws, too few to tell how stable the places are"
        )
    elif stability.n_uncertain:
        n_sure = int((stability.stability >= SURE).sum())
        looked = (
            "with every pattern of the signs"
            if stability.exact
            else f"in {stability.n_draws} draws of the signs"
        )
        words.append(
            f"stability: {looked} by their probability, {n_sure} of {len(stability.states)} places hold in "
            f"{SURE:.0%} or more"
        )
    else:
        words.append("every sign is given for certain: stability tells only where other camps do as well")
    return words


def _is_alone(role: Role, roles: Roles) -> bool:
    return sum(other.camp == role.camp for other in roles.states) == 1


def _proof_words(camps: Camps, *, n_ties: int) -> str:
    """What the division costs, and whether that is proved to be the least."""
    n_wrong = len(camps.frustrated)
    words = f"{n_wrong} of {n_ties} ties go against the camps (friends apart or foes together)"
    if camps.proof.optimal:
        return f"{words}: proved to be the fewest possible; other camps may do as well"
    least = int(np.ceil(camps.proof.lower_bound - 1e-6))
    return f"{words}: the best found in the time; none has fewer than {least} (more --seconds)"


def _polarity_words(system: System, camps: Camps) -> str:
    """The polarity of the tied states in words; every state weighs the same."""
    found = measure_polarity(system, camps.camp.tolist())
    *others, last = [f"{share:.0%}" for share in found.shares[: 3 if found.order == "multipolar" else 2]]
    order = f"{found.order} (one camp of {others[0]}, the rest apart)" if found.rest_apart else found.order
    shares = f"{', '.join(others)} and {last}"
    words = f"{order}: the largest camps have {shares} of the {system.n_states} tied states"
    if found.shares.size == 1:
        words = f"{found.order}: one camp has all {system.n_states} tied states"
    words += f", as concentrated as {found.effective_camps:.1f} camps of one size"
    if found.tightness is not None:
        words += f"; of the pairs within camps {found.tightness:.0%} are friendly"
    if found.discreteness is not None:
        words += f"; of the ties between camps {found.discreteness:.0%} are hostile"
    return words


def balance_words(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a reader must know of a course: periods without ties, triangles, proof or doubt."""
    tied = [row for row in rows if row["ties"]]
    words = []
    if tied and len(tied) < len(rows):
        words.append(f"{len(rows) - len(tied)} of {len(rows)} periods have no settled tie")
    flat = [row["period"] for row in tied if not row["triangles"]]
    if flat:
        where = "any period" if len(flat) == len(tied) else name_some(flat)
        words.append(f"no triangle of settled ties, so no balanced share, in {where}")
    if tied and not any(row["doubtful"] for row in tied):
        words.append("every sign is given for certain, so there are no bands")
    if any(not row["proved"] for row in tied):
        words.append("where a frustration is not proved, time was up: --seconds gives more")
    return words


def strain_words(triads: TriadCensus, *, n_found: int) -> list[str]:
    """How many triangles there are and how many are balanced; why nothing is strained, if nothing is."""
    if not triads.total:
        return [
            "no three states are all tied to each other, so nothing is strained",
            "hint: strain needs triangles; `detente network` lists the settled ties",
        ]
    balanced = triads.ppp + triads.pnn
    words = f"{balanced} of {triads.total} triangles are balanced"
    if not n_found:
        words += "; no tie is strained: balance would gain by no single change of sign"
    return [words]
