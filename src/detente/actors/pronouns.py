"""He, she, it, they, I and we in one parsed sentence."""

from __future__ import annotations

from dataclasses import dataclass

from detente.actors.actor import Mention
from detente.actors.document_actors import Cast
from detente.actors.grammar import SUBJECTS, in_subject, is_expletive, is_subject, salience, say_subject
from detente.sentences.quotations import Quotation
from detente.sentences.tree import Tree

__all__ = ["PERSONAL", "Antecedents", "resolve_pronouns"]

PERSONAL = ("person", "office")
_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "herself"))
_THEY = frozenset(("they", "them", "their", "themselves"))
_IT = frozenset(("it", "its", "itself"))
_WE = frozenset(("we", "our", "us"))
_ME = frozenset(("i", "my", "me"))
_ALL = _HE | _SHE | _THEY | _IT | _WE | _ME


@dataclass(slots=True)
class Antecedents:
    """Whom the text before a sentence offers.

    Attributes:
        cast: The document's names.
        persons: The likeliest last.
        pair: Two states named together, or None.
        subject: The state last the subject, or None.
        speaker: Who speaks; changed where the sentence's own "he said" tells.
    """

    cast: Cast
    persons: list[str]
    pair: tuple[str, str] | None
    subject: str | None
    speaker: str | None

    def is_kind(self, actor: str, *kinds: str) -> bool:
        """Whether an actor is of one of these kinds."""
        found = self.cast.actor(actor)
        return found is not None and found.kind in kinds


def resolve_pronouns(
    tree: Tree, mentions: list[Mention], quotations: list[Quotation], known: Antecedents
) -> list[Mention]:
    """Mentions for the pronouns of a sentence; those outside quotations first, since they tell who speaks."""
    taken = {
        index
        for mention in mentions
        if mention.form in ("group", "office")
        for index, start in enumerate(tree.starts)
        if mention.start <= start < mention.end
    }
    tokens = [
        (any(quotation.holds(tree.starts[index]) for quotation in quotations), index, word.lower())
        for index, word in enumerate(tree.words)
        if index not in taken and tree.pos[index] in ("PRON", "DET") and word.lower() in _ALL
    ]
    out: list[Mention] = []
    for quoted, index, word in sorted(tokens):
        start = tree.starts[index]
        before = sorted(
            (
                mention
                for mention in [*mentions, *out]
                if mention.end <= start and (quoted or not _within(mention, quotations))
            ),
            key=lambda mention: mention.start,
        )
        found = _quoted(word, before, known) if quoted else _told(word, index, tree, before, known)
        if not quoted and found and index == say_subject(tree):
            known.speaker = found[0][0]
        out.extend(
            Mention(actor, start, tree.ends[index], tree.words[index], "pronoun", rule)
            for actor, rule in found
        )
    return out


def _within(mention: Mention, quotations: list[Quotation]) -> bool:
    """Whether a mention stands in somebody's words."""
    return any(quotation.is_speech and quotation.holds(mention.start) for quotation in quotations)


def _quoted(word: str, before: list[Mention], known: Antecedents) -> list[tuple[str, str]]:
    """A pronoun in somebody's words."""
    if word in _ME:
        person = known.speaker is not None and known.is_kind(known.speaker, "person", "office")
        return [(known.speaker, "speaker")] if person and known.speaker else []
    if word in _WE and known.speaker:
        state = known.cast.state_of(known.speaker)
        return [(state, "speaker's state")] if known.cast.is_state_like(state) else []
    named = [
        mention.actor for mention in before if mention.form in PERSONAL and mention.actor != known.speaker
    ]
    if (word in _HE or word in _SHE) and named and _sex_fits(named[-1], word, known):
        return [(named[-1], "last person")]
    return []


def _told(
    word: str, index: int, tree: Tree, before: list[Mention], known: Antecedents
) -> list[tuple[str, str]]:
    """A pronoun in the author's words."""
    if word in _HE or word in _SHE:
        person = _last_person(word, tree, before, known)
        return [(person, "last person")] if person else []
    if word in _IT:
        return _it(word, index, tree, before, known)
    if word in _THEY:
        return _they(word, index, tree, before, known)
    return []


def _last_person(word: str, tree: Tree, before: list[Mention], known: Antecedents) -> str | None:
    """The person most in view: in the sentence by grammar, else in the text before."""
    here = [m for m in before if known.is_kind(m.actor, "person")]
    ranked = sorted(here, key=lambda mention: _preference(salience(tree, mention), mention.start))
    for person in [*(mention.actor for mention in ranked), *reversed(known.persons)]:
        if _sex_fits(person, word, known):
            return person
    return None


def _preference(rank: int, start: int) -> tuple[int, int]:
    """Within the main subject its first name ("Orban's meeting with Putin"), else the nearest."""
    return rank, start if rank == 1 else -start


def _sex_fits(person: str, word: str, known: Antecedents) -> bool:
    """Whether he or she may be the person; anyone not in the base may be either."""
    base = known.cast.base
    return person not in base.actors or (person in base.women) == (word in _SHE)


def _it(
    word: str, index: int, tree: Tree, before: list[Mention], known: Antecedents
) -> list[tuple[str, str]]:
    if word == "it" and is_expletive(tree, index):
        return []
    named = [m for m in before if m.form != "person" and known.cast.is_state_like(m.actor)]
    for mention in reversed(named):
        if is_subject(tree, mention):
            return [(mention.actor, "subject before")]
    if word == "it" and not before and known.subject and index <= 3:
        return [(known.subject, "subject of the sentence before")]
    states = [mention.actor for mention in named if known.is_kind(mention.actor, "state")]
    if word == "its" and states:
        joined = [m.actor for m in named if _is_first_of_two(tree, m)]
        return [(joined[-1] if joined else states[-1], "state before")]
    return []


def _is_first_of_two(tree: Tree, mention: Mention) -> bool:
    """``between Russia and India``: the first of two that a preposition or noun governs together."""
    index = tree.token_at(mention.end - 1)
    return index is not None and bool(tree.having(index, "conj")) and tree.deps[index] not in SUBJECTS


def _they(
    word: str, index: int, tree: Tree, before: list[Mention], known: Antecedents
) -> list[tuple[str, str]]:
    grouped = [m.actor for m in before if m.form in ("group", "pronoun") and m.rule in _BOTH]
    if len(grouped) >= 2:
        return [(actor, "both states") for actor in grouped[-2:]]
    subjects = [m.actor for m in before if is_subject(tree, m) or in_subject(tree, m)]
    for kind in ("person", "state"):
        chosen = list(dict.fromkeys(a for a in subjects if known.is_kind(a, kind)))
        if len(chosen) == 2 and (kind == "state" or word != "their"):
            return [(actor, "subjects before") for actor in chosen]
    if word == "their":
        joined = [m for m in before if _is_first_of_two(tree, m) and known.is_kind(m.actor, "state")]
        if joined:
            at = before.index(joined[-1])
            second = next((m.actor for m in before[at + 1 :] if known.is_kind(m.actor, "state")), None)
            return [(joined[-1].actor, "both states"), (second, "both states")] if second else []
    if not before and index <= 4 and known.pair is not None and word in ("they", "their"):
        return [(actor, "both states") for actor in known.pair]
    return []


_BOTH = frozenset(("both states", "subjects before"))
