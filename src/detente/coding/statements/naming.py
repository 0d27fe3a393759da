"""Which mechanism two sides of a causal statement make."""

from __future__ import annotations

from detente.coding.statements.causes import Link
from detente.coding.statements.sides import Side, Tie

__all__ = ["name_by_ties", "name_mechanism"]

_STATES = frozenset(("rivalry", "hostile"))
_THEMES = ("shared_threat", "arms_market", "economic_interest", "geography")
_EXCHANGE = ("prep:in return for", "prep:in retaliation for", "prep:in response to", "prep:in exchange for")
_BARE = 4  # tokens of a cause that is a state and nothing it does
_AGAINST = (
    "prep:to counter",
    "prep:to contain",
    "prep:to balance",
    "prep:to offset",
    "prep:in order to counter",
    "prep:in the face of",
    "prep:faced with",
    "prep:confronted",
)


def _is_arms_trade(cause: Side) -> bool:
    return "arms_market" in cause.themes and bool(cause.words & {"trade", "motive"})


def name_mechanism(cause: Side, effect: Side, link: Link) -> str | None:
    """The mechanism that two sides make, or None where there is no argument about a relation."""
    told = [tie for tie in effect.ties if tie[2] != "relation"]
    if not effect.ties and not (link.strong and cause.ties and effect.actors):
        return None
    courted = any(sign > 0 and not why.startswith("event:") for _, sign, why in cause.ties)
    by_roles = _by_roles(cause, effect)
    named = by_roles if courted else None
    if "freeing" in cause.words and any(sign > 0 for _, sign, _ in effect.ties):
        return "hedging"
    named = named or _by_menace(cause, effect, link) or by_roles or _by_leaving(cause, effect)
    if link.why == "mark:while":
        return named if named == "patron_vacuum" and told else None
    if named is None:
        return _by_theme(cause, effect, link, told)
    if named == "rivals_tie_drives_drift" and _is_arms_trade(cause):
        return "arms_market"
    weak = link.why.startswith(("mark:after", "mark:since", "mark:when", "mark:once")) and not any(
        sign for _, sign, _ in told
    )
    return None if weak else named


def name_by_ties(cause: list[Tie], effect: list[Tie]) -> str | None:
    """The mechanism that the ties of one sentence and those of the next make, by the roles of the actors."""
    sides = [Side(ties) for ties in (cause, effect)]
    for side in sides:
        side.actors = list(dict.fromkeys(actor for dyad, _, _ in side.ties for actor in dyad))
    return _by_roles(sides[0], sides[1])


def _by_menace(cause: Side, effect: Side, link: Link) -> str | None:
    """Two who draw together against a third, or because of its threat."""
    against = any(actor not in dyad for dyad, _, _ in effect.ties for actor in cause.actors)
    drawn = any(sign > 0 for _, sign, why in effect.ties if not why.startswith("event:"))
    alike = link.strong and "enmity" in cause.words and "shared_threat" not in cause.themes
    if drawn and alike and not any(sign > 0 for _, sign, _ in cause.ties):
        return "enemy_of_enemy"
    drawn = any(sign > 0 for _, sign, _ in effect.ties)
    outside = {a for dyad, _, _ in effect.ties for a in cause.actors if a not in dyad}
    if drawn and link.strong and outside and outside <= set(cause.groups):
        return "shared_threat"
    if drawn and against and (link.why.startswith(_AGAINST) or (link.strong and "menace" in cause.words)):
        return "enemy_of_enemy"
    return None


def _by_leaving(cause: Side, effect: Side) -> str | None:
    """A third that goes or hesitates, while two draw near."""
    drawn = [dyad for dyad, sign, why in effect.ties if sign > 0 or why == "dependent"]
    gone = "leaving" in cause.words and any(set(cause.actors) - set(dyad) for dyad in drawn)
    return "patron_vacuum" if gone else None


def _by_theme(cause: Side, effect: Side, link: Link, told: list[Tie]) -> str | None:
    """What the words of the cause are about, where the roles of the actors tell nothing."""
    claims = [tie for tie in told if not tie[2].startswith("event:")]
    if link.why.startswith("mark:since"):
        return None
    grows = any(sign >= 0 for _, sign, _ in claims)
    arms = _is_arms_trade(cause)
    themes = [theme for theme in cause.themes if theme != "arms_market" or arms]
    sought = link.why in ("mark:if", "mark:unless") or (link.strong and "motive" in cause.words)
    if claims and themes and (grows or arms or sought):
        return min(themes, key=_THEMES.index)
    if link.why.startswith("verb:") and not cause.ties and not cause.themes and claims:
        alone = any(set(cause.actors) <= set(dyad) for dyad, _, _ in claims) and len(link.cause) <= _BARE
        if alone:
            return None  # "A and B pull in different directions": nobody but they themselves
    if link.why.startswith(("mark:after", "mark:when", "mark:once")):
        bad = any(sign < 0 for _, sign, _ in told)
        involved = any(set(cause.actors) & set(dyad) for dyad, _, _ in claims)
        deed = cause.ties or (involved and link.why.startswith("mark:"))
        return "arms_market" if arms and told else "other" if bad and claims and deed else None
    if told and link.why.startswith(_EXCHANGE):
        return "other"
    solid = claims or (told and cause.ties) or (effect.ties and link.strong and cause.ties)
    return "other" if solid and (link.strong or cause.ties) else None


def _by_roles(cause: Side, effect: Side) -> str | None:
    """The name that the actors' roles give: a rival's tie, a shared adversary, a patron who leaves."""
    good = [dyad for dyad, sign, why in cause.ties if sign > 0 or why == "relation"]
    bad = [(dyad, why) for dyad, sign, why in cause.ties if sign < 0]
    after = [(dyad, sign) for dyad, sign, _ in effect.ties]
    for dyad, sign in after:
        hostile = [set(d) - set(dyad) for d, _ in bad if d != dyad and set(d) & set(dyad)]
        if sign >= 0 and len(hostile) >= 2 and set.intersection(*hostile):
            return "enemy_of_enemy"
    for dyad, _sign_after in after:
        if any(other != dyad for other in good):
            return "rivals_tie_drives_drift"
    courted = [set(dyad) for dyad in good]
    if courted and not after and any(set(effect.actors) - pair for pair in courted):
        return "rivals_tie_drives_drift"
    for dyad, sign in after:
        for other, why in bad:
            if other != dyad and set(other) & set(dyad) and sign > 0:
                return "enemy_of_enemy" if why in _STATES else "patron_vacuum"
    return None
