"""Who is meant by a word of a user: an identity, a name, an adjective, an acronym."""

from __future__ import annotations

from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.actors.actor import Actor
    from detente.actors.base import ActorBase, Form, Term

__all__ = ["describe_actors", "find_actor", "find_actors"]

_NO_END = 9999
_NAMES = frozenset({"name", "official", "short", "abbreviation"})


def find_actors(
    word: str, base: ActorBase, *, others: Iterable[Actor] = ()
) -> list[tuple[Actor, Form | None, int]]:
    """Every actor that `word` may mean, each with the form that says so and its rank; the best first.

    An identity comes before a name, a name before another form (adjective, capital, person), and what is
    valid today before what was.

    Args:
        word: In any case.
        base: The actor base.
        others: Further actors, those of a ledger.
    """
    folded = " ".join(word.casefold().split())
    actors = {**{actor.id: actor for actor in others}, **base.actors}
    found: dict[str, tuple[int, Actor, Form | None]] = {}
    for actor in actors.values():
        if actor.id.casefold() == folded:
            found[actor.id] = (0, actor, None)
        elif actor.name.casefold() == folded:
            found.setdefault(actor.id, (1, actor, None))
    for form in base.forms:
        if form.actor in actors and form.text.casefold() == folded:
            rank = 3 if form.end != _NO_END else 1 if form.kind in _NAMES else 2
            if form.actor not in found or rank < found[form.actor][0]:
                found[form.actor] = (rank, actors[form.actor], form)
    ranked = sorted(found.values(), key=lambda row: (row[0], row[1].id))
    return [(actor, form, rank) for rank, actor, form in ranked]


def find_actor(word: str, base: ActorBase, *, others: Iterable[Actor] = ()) -> Actor:
    """The one actor that `word` means.

    Raises:
        UnknownNameError: If there is none; the hint names the nearest.
        UsageError: If it may be several.
    """
    known = list(others)
    found = find_actors(word, base, others=known)
    if not found:
        raise _unknown(word, base, known)
    rank = found[0][2]
    best = [actor for actor, _, its in found if its == rank]
    if len(best) > 1:
        several = ", ".join(f"{actor.id} ({actor.name})" for actor in best[:5])
        raise UsageError(f"{word!r} may be {several}", hint="give the identity")
    return best[0]


def _unknown(word: str, base: ActorBase, others: list[Actor]) -> UnknownNameError:
    names = {form.text.casefold(): form.text for form in base.forms if form.actor}
    names |= {actor.name.casefold(): actor.name for actor in (*base.actors.values(), *others)}
    names |= {actor.casefold(): actor for actor in base.actors}
    near = get_close_matches(word.casefold(), names, n=5, cutoff=0.6)
    hint = (
        f"nearest: {', '.join(names[name] for name in near)}"
        if near
        else "`detente actors NAME` looks names up"
    )
    return UnknownNameError(f"no actor is named {word!r}", hint=hint)


def describe_actors(word: str, base: ActorBase) -> list[dict[str, Any]]:
    """Every actor that `word` may mean, as rows to print.

    Raises:
        UnknownNameError: If there is none.
    """
    found = find_actors(word, base)
    if not found:
        found = [(base.actors[person], None, 2) for person in base.surnames.get(word.strip().title(), ())]
    if not found:
        raise _unknown(word, base, [])
    return [
        {
            "id": actor.id,
            "name": actor.name,
            "kind": actor.kind,
            "country": actor.country,
            "sector": actor.sector,
            "known_as": _known_as(form),
            "terms": [
                f"{term.country} {term.office} {term.start.isoformat()}/{_last_day(term)}"
                for term in base.terms.get(actor.id, ())
            ],
        }
        for actor, form, _ in found
    ]


def _known_as(form: Form | None) -> str:
    if form is None:
        return ""
    if not form.start and form.end == _NO_END:
        return form.kind
    years = f"{form.start or '..'}/{form.end if form.end != _NO_END else '..'}"
    return f"{form.kind} {years}"


def _last_day(term: Term) -> str:
    return ".." if term.end == date.max else (term.end - timedelta(days=1)).isoformat()
