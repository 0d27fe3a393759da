"""How sure it is who stands with whom: camps found again and again under the probabilities of the signs."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.core.errors import InputError
from detente.relations.course import COVERAGE
from detente.system.camps import find_camps
from detente.system.clusterability import measure_clusterability
from detente.system.covering import check_seconds
from detente.system.descent import arrange_camps, arrange_sides, build_matrix, cost_of_camps
from detente.system.graph import Ints, SignedGraph, build_signed_graph
from detente.system.network import Floats, System, find_signs
from detente.system.sign_patterns import LEFT_OUT, SMALL, SignOdds, find_all_best

__all__ = ["CampStability", "build_graph_of_system", "measure_stability"]

KICKS = 10
"""Trials of the search in each draw, from each start."""
MORE_KICKS = 40
"""With a greatest number of camps, or few states: there a search goes astray more often, and costs less."""
FEW = 100
SEARCHES = 60
"""Of all patterns of signs together, where these are few and the states more than `SMALL`."""


@dataclass(frozen=True, slots=True, eq=False)
class CampStability:
    """Camps under the probabilities of the signs.

    Attributes:
        states: In the order of the arrays.
        camp: Of each state, as given or found; to this the figures of states refer.
        together: Share of draws in which two states are in one camp, shape (states, states); diagonal 1.
        within: Of each state, mean of `together` with the others of its camp; NaN if it is alone.
        apart: Mean of 1 less `together` with the states of other camps; NaN if there is one camp.
        stability: Mean of the two, or that which is there: 1 if each draw finds the state where it is.
        frustration: Weight that the camps `camp` frustrate in the system as it is.
        interval: Of the frustration of the best camps found in a draw: lower, median, upper.
        n_camps: Share of draws by number of camps of two states or more.
        n_draws: Systems looked at: draws done, fewer than were asked for if time was up or signs are few.
        n_uncertain: Dyads whose sign differs between draws.
        exact: Whether signs were not drawn but every pattern of them taken by its probability.
    """

    states: tuple[str, ...]
    camp: Ints
    together: Floats
    within: Floats
    apart: Floats
    stability: Floats
    frustration: float
    interval: tuple[float, float, float]
    n_camps: dict[int, float]
    n_draws: int
    n_uncertain: int
    exact: bool


def build_graph_of_system(system: System, *, weighted: bool = True) -> SignedGraph:
    """The ties of a system as the graph that the exact indices take; nodes in the order of the states.

    Args:
        system: Of one layer, without direction.
        weighted: Whether a tie costs its weight if it is frustrated; else 1.

    Raises:
        UsageError: If the system has several layers or directed ties.
    """
    signs = find_signs(system)
    first, second = np.nonzero(np.triu(signs, 1))
    size = np.abs(system.weights[0][first, second]) if weighted else None
    return build_signed_graph(system.n_states, first, second=second, sign=signs[first, second], weight=size)


def measure_stability(  # noqa: PLR0913 - what is drawn, how often, for how long
    system: System,
    camps: Sequence[str | int] | None = None,
    *,
    k: int | None = None,
    draws: int = 200,
    weighted: bool = False,
    coverage: float = COVERAGE,
    seed: int = 0,
    seconds: float = 60.0,
) -> CampStability:
    """How sure each state's camp is, given how sure the signs are.

    The consensus matrix of Monti et al. (2003, Machine Learning 52: 91-118), with systems drawn from the
    probabilities of the signs in the place of resampled ones. In each draw

    - a tie is friendly with the probability p that the system has of it, else hostile;
    - a dyad that was seen and has no tie (its interval covers zero) is there with probability |2p - 1|, and
      then friendly with probability p: the nearer its sign is to certain, the more often it counts, and one
      of p = 1/2 never does. That it is there so often is this project's choice;
    - a dyad that was not seen has no tie.

    Signs that are sure, or few that are not, need no draws: if at most 64 patterns of signs hold all
    probability but .005, each is taken with its own (`exact`). Of up to eight states all divisions are tried,
    and those that frustrate least count alike, if friendly ties hold their camps together.

    Of more states the camps that frustrate least are sought, by descent with random kicks from camps at
    random, from the camps of the system and from the best two sides found. Nodes are shuffled, so that where
    several divisions cost the same, one of them at random is taken, and a state that is as well placed here
    as there shows as unstable. The search proves nothing; `docs/methods/standing.md` says how often it finds
    the optimum. One seed gives one result, in whatever order the states are.

    It cannot say how sure the camps are if the ties are wrong, nor how ties move together: signs are drawn
    one by one, and a state that turns turns to all at once. Signs that err frustrate, so the interval lies
    as a rule above the frustration of the system as it is; it is no interval of the latter.

    Args:
        system: Of one layer, without direction.
        camps: Of each state; by default the best in the system as it is.
        k: Greatest number of camps; by default any number.
        draws: How many, at most.
        weighted: Whether a tie counts by its weight, a dyad without one by the least of any; else all the
            same.
        coverage: Of the interval of frustration.
        seed: Of the random draws.
        seconds: Time limit; the draws done until then count. At least one is done, however
            long it takes.

    Raises:
        InputError: If camps do not fit the states, or k, draws or the time limit is not positive.
        UsageError: If the system has several layers or directed ties.
        MissingPartError: If camps are not given and the solver is not installed.
    """
    began = time.perf_counter()
    check_seconds(seconds)
    if draws < 1 or (k is not None and k < 1):
        raise InputError(f"{draws!r} draws of {k!r} camps", hint="1 or more of each")
    if not 0 < coverage < 1:
        raise InputError(f"an interval cannot hold with probability {coverage!r}", hint="0.9, for example")
    # States by name, so that their order does not matter.
    order = np.argsort(np.array(system.states, dtype=str), kind="stable")
    graph = build_graph_of_system(_reorder(system, order), weighted=weighted)
    known = _find_known(system, graph, order, camps=camps, k=k, seconds=seconds / 4)
    odds = SignOdds.read(_reorder(system, order), weighted=weighted)
    rng = np.random.default_rng(seed)
    exact, plan = _plan(odds, draws=draws, rng=rng)
    together, done = np.zeros((order.size, order.size)), 0.0
    costs, shares, counted = list[float](), list[float](), dict[int, float]()
    for share, drawn in plan:
        if order.size <= SMALL:
            found = find_all_best(drawn, k=k)
        else:
            found = _search(drawn, known, k=k, rng=rng, deadline=began + seconds)[None]
        # A draw that time cut short is left out, so that more time changes none, but for the first.
        if costs and time.perf_counter() > began + seconds:
            break
        together += share * (found[:, :, None] == found[:, None, :]).mean(axis=0)
        done += share
        costs.append(cost_of_camps(drawn, found[0]))
        shares.append(share)
        for number, count in Counter(int((np.bincount(camp) > 1).sum()) for camp in found).items():
            counted[number] = counted.get(number, 0.0) + share * count / len(found)
    back = np.argsort(order)
    together /= done
    within, apart = _compare(together, known)
    low, middle, high = _find_quantiles(costs, shares, coverage)
    return CampStability(
        states=system.states,
        camp=known[back],
        together=together[np.ix_(back, back)],
        within=within[back],
        apart=apart[back],
        stability=_average(within, apart)[back],
        frustration=cost_of_camps(graph, known),
        interval=(low, middle, high),
        n_camps={number: count / done for number, count in sorted(counted.items())},
        n_draws=len(costs),
        n_uncertain=odds.n_uncertain,
        exact=exact and done > 1 - LEFT_OUT - 1e-9,
    )


def _reorder(system: System, order: Ints) -> System:
    """The same system with its states in another order."""
    states = tuple(system.states[at] for at in order.tolist())
    weights, positive = system.weights[:, order][:, :, order], system.positive[:, order][:, :, order]
    return System(states, system.layers, weights, positive, system.directed, system.when)


def _plan(
    odds: SignOdds, *, draws: int, rng: np.random.Generator
) -> tuple[bool, Iterable[tuple[float, SignedGraph]]]:
    """Whether the patterns of signs are all looked at, and the systems to look at with their weights."""
    patterns = odds.list_patterns()
    if patterns is not None and odds.n > SMALL:
        repeated = [(share, max(1, round(share * SEARCHES)), drawn) for share, drawn in patterns]
        patterns = [(share / times, drawn) for share, times, drawn in repeated for _ in range(times)]
    if patterns is not None and (odds.n <= SMALL or len(patterns) <= draws):
        return True, patterns
    return False, ((1.0, odds.draw(rng)) for _ in range(draws))


def _find_quantiles(values: Sequence[float], shares: Sequence[float], coverage: float) -> list[float]:
    """The interval and the median of weighted values; each is one of them."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(np.array(shares)[order])
    ends = np.array(((1 - coverage) / 2, 0.5, (1 + coverage) / 2)) * below[-1]
    places = np.minimum(np.searchsorted(below, ends - 1e-12 * below[-1]), len(order) - 1)
    return [values[int(at)] for at in order[places]]


def _find_known(
    system: System,
    graph: SignedGraph,
    order: Ints,
    *,
    camps: Sequence[str | int] | None,
    k: int | None,
    seconds: float,
) -> Ints:
    """The number of each node's camp, as given for the states or found in the graph."""
    if camps is None:
        best = (
            measure_clusterability(graph, seconds=seconds)
            if k is None
            else find_camps(graph, k, seconds=seconds)
        )
        if best.proof.optimal:
            return best.camp
        found = _search(graph, best.camp, k=k, rng=np.random.default_rng(0))
        return min(best.camp, found, key=lambda camp: cost_of_camps(graph, camp))
    if len(camps) != system.n_states:
        raise InputError(f"{len(camps)} camps for {system.n_states} states", hint="one a state")
    _, camp = np.unique(np.array([str(one) for one in camps]), return_inverse=True)
    return camp.astype(np.int64)[order]


def _search(
    graph: SignedGraph, known: Ints, *, k: int | None, rng: np.random.Generator, deadline: float = math.inf
) -> Ints:
    """The best camps found, nodes shuffled, from camps at random, those known and two sides."""
    n = graph.n
    name = rng.permutation(n)
    ends = name[graph.first], name[graph.second]
    shuffled = SignedGraph(n, np.minimum(*ends), np.maximum(*ends), graph.sign, graph.weight)
    seed = int(rng.integers(2**31))
    fresh = np.arange(n) if k is None else rng.integers(0, k, n)
    # Camps that are known may be more than k.
    starts = [fresh] if k is not None and known.max(initial=0) >= k else [fresh, known[np.argsort(name)]]
    matrix, kicks = build_matrix(shuffled), KICKS if k is None and n >= FEW else MORE_KICKS
    if k != 1:
        sides = rng.choice([-1, 1], size=n)
        sides = arrange_sides(shuffled, sides, matrix=matrix, kicks=kicks, deadline=deadline, seed=seed)
        starts.append(np.where(sides == sides[0], 0, 1))
    found = [
        arrange_camps(shuffled, start, matrix=matrix, kicks=kicks, deadline=deadline, most=k, seed=seed)
        for start in starts
    ]
    best = min(found, key=lambda camp: cost_of_camps(shuffled, camp))
    return best[name]


def _compare(together: Floats, camp: Ints) -> tuple[Floats, Floats]:
    """Mean share of draws with the camp, without oneself, and of draws apart from the others."""
    same = camp[:, None] == camp[None, :]
    mates, others = same.sum(axis=1) - 1, (~same).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(mates > 0, ((together * same).sum(axis=1) - 1) / mates, np.nan)
        apart = np.where(others > 0, 1 - (together * ~same).sum(axis=1) / others, np.nan)
    return within, apart


def _average(one: Floats, other: Floats) -> Floats:
    """The mean of both, or the one that is there; at least one is."""
    both = np.stack((one, other))
    known = ~np.isnan(both)
    mean: Floats = np.where(known, both, 0.0).sum(axis=0) / known.sum(axis=0)
    return mean
