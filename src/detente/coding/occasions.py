"""Dated happenings that a noun can take up: "the talks", "during the visit", "at the summit"."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.coding.drafts import Draft
from detente.coding.scene import Scene
from detente.coding.timing import clauses_above, times_of_noun
from detente.coding.when import TimeExpression
from detente.core.dates import DateSpan, is_edtf, parse_edtf
from detente.sentences import Tree

__all__ = ["SAYING", "Occasions", "Told"]

_KINDS = {
    "talks": "talk meeting negotiation discussion conversation consultation deliberation session encounter",
    "visit": "visit trip tour journey stay stopover",
    "summit": "summit conference forum gathering congress",
    "deal": "deal agreement pact accord treaty contract memorandum protocol",
    "call": "call",
    "attack": "attack strike raid bombing shelling assault offensive invasion clash skirmish conflict",
    "exercise": "exercise drill manoeuvre maneuver",
    "ceremony": "ceremony event signing inauguration",
}
_NOUNS = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}
_DEEDS = {
    "talks": "meet discuss talk negotiate confer consult",
    "visit": "visit travel fly go arrive tour",
    "deal": "sign ink agree conclude",
    "call": "call phone telephone",
    "attack": "attack strike raid bomb shell assault invade clash fight",
}
_VERBS = {verb: kind for kind, verbs in _DEEDS.items() for verb in verbs.split()}
_OCCASIONS = frozenset(("talks", "visit", "summit", "call", "ceremony", "exercise"))
_WITHIN = frozenset(("during", "at", "in", "on", "throughout"))
_BEHIND = frozenset(("after", "following"))
SAYING = frozenset(
    (
        *("say", "tell", "state", "add", "stress", "announce", "declare", "note", "emphasise", "emphasize"),
        *("write", "describe", "warn"),
    )
)
_TAKING = frozenset(
    (
        *(
            "use",
            "hold",
            "conduct",
            "make",
            "pay",
            "end",
            "begin",
            "start",
            "conclude",
            "open",
            "take",
            "sign",
        ),
        *("host", "attend", "focus", "launch", "last", "finish", "happen", "occur", "follow"),
    )
)
_RECENT = frozenset(("recent", "recently", "just"))
_MONTHS_BACK = 4  # "recent" in April or later is still of the year


@dataclass(frozen=True, slots=True)
class Told:
    """A dated happening.

    Attributes:
        edtf: Its date.
        words: The words it was read from.
        parties: Who took part; empty if not told.
        sentence: Number of the sentence that dates it.
        length: How many sentences its story has gone on.
    """

    edtf: str
    words: str
    parties: frozenset[str] = frozenset()
    sentence: int = 0
    length: int = 0


@dataclass(slots=True)
class Occasions:
    """The dated happenings of a document, by kind.

    Attributes:
        published: The document's date, or None.
        told: What has been dated so far, in order.
    """

    published: DateSpan | None
    told: dict[str, list[Told]] = field(default_factory=dict)

    def read(self, scene: Scene, times: list[TimeExpression], text: str, at: int) -> None:
        """Remember the happenings that nouns of this sentence date."""
        tree = scene.tree
        for token, lemma in enumerate(tree.lemmas):
            kind = _NOUNS.get(lemma)
            if kind is None or tree.pos[token] != "NOUN":
                continue
            time = times_of_noun(tree, token, times)
            if time is not None and time.edtf and not time.edtf.endswith(".."):
                parties = _named(scene, token) or _between(scene, token, time)
                self._tell(kind, time.edtf, text[time.start : time.end], parties, at)
            elif self._is_recent(tree, token) and self._known(kind, at, _named(scene, token)) is None:
                year = f"{self.published.start.year:04d}~" if self.published else ""
                self._tell(kind, year, tree.words[token], _named(scene, token), at)

    def _is_recent(self, tree: Tree, token: int) -> bool:
        """Whether a noun is "the recently concluded summit" of a year not yet old."""
        if self.published is None or self.published.days > 31 or not _is_definite(tree, token):
            return False
        words = {
            tree.lemmas[node]
            for child in tree.having(token, "amod")
            for node in (child, *tree.children[child])
        }
        return bool(words & _RECENT) and self.published.start.month >= _MONTHS_BACK

    def _tell(self, kind: str, edtf: str, words: str, parties: frozenset[str], at: int) -> None:
        self.told.setdefault(kind, []).append(Told(edtf, words, parties, at))

    def _known(
        self, kind: str, at: int, parties: frozenset[str], named: frozenset[str] = frozenset()
    ) -> Told | None:
        """The happening of a kind told last, up to a sentence, that these could have taken part in."""
        for told in reversed(self.told.get(kind, [])):
            able = named <= told.parties and (not told.parties or not parties or parties & told.parties)
            if told.sentence <= at and able:
                return told
        return None

    def note(self, scene: Scene, draft: Draft, edtf: str, words: str, at: int) -> None:
        """Remember a dated event, so that nouns can take it up."""
        tree, lemma = scene.tree, scene.tree.lemmas[draft.predicate]
        if draft.status not in ("occurred", "ongoing") or not is_edtf(edtf) or parse_edtf(edtf).is_open:
            return
        parties = _parties(draft)
        kinds = {_VERBS.get(lemma), _NOUNS.get(lemma), *(_NOUNS.get(tree.lemmas[o]) for o in draft.objects)}
        for deed in sorted(kind for kind in kinds if kind):
            self._tell(deed, edtf, words, parties, at)
        exact = parse_edtf(edtf).precision == "day"
        for prep in tree.having(draft.predicate, "prep") if exact else ():
            for noun in _below(tree, prep):
                kind = _NOUNS.get(tree.lemmas[noun])
                if kind in _OCCASIONS and tree.lemmas[prep] in (_WITHIN | _BEHIND):
                    after = tree.lemmas[prep] in _BEHIND and not edtf.endswith("~")
                    self._tell(kind, f"{edtf}~" if after else edtf, words, parties, at)

    def taken_up(self, scene: Scene, draft: Draft, verb: int | None, at: int) -> Told | None:
        """The dated happening that the predicate, or a phrase of its clause, takes up."""
        tree, parties = scene.tree, _parties(draft)
        nouns = [draft.predicate] if verb != draft.predicate else []
        if verb is not None:
            if tree.lemmas[verb] in _TAKING:
                nouns += tree.having(verb, "dobj", "nsubjpass", "nsubj")
            nouns += self._occasions(tree, verb) + _loose_occasions(tree, verb)
            for above in clauses_above(tree, verb):
                nouns += self._occasions(tree, above)
                if tree.lemmas[above] in _TAKING:
                    nouns += tree.having(above, "dobj")
            again = self._again(tree, verb, parties, at)
            if again is not None:
                return again
        for noun in nouns:
            kind = _NOUNS.get(tree.lemmas[noun])
            if kind is None or not _is_definite(tree, noun):
                continue
            told = self._known(kind, at, parties, _named(scene, noun))
            if told is None and kind == "talks":
                told = self._known("summit", at, parties, _named(scene, noun))
            if told is not None:
                return told
        return None

    def _again(self, tree: Tree, verb: int, parties: frozenset[str], at: int) -> Told | None:
        """The dated meeting that "they discussed" tells of again: the same parties, as pronouns."""
        subject = next(iter(tree.having(verb, "nsubj")), None)
        if _VERBS.get(tree.lemmas[verb]) != "talks" or subject is None or len(parties) < 2:
            return None
        if not {tree.lemmas[subject], tree.words[subject].lower()} & {"they", "both"}:
            return None
        known = [self._known(kind, at, parties) for kind in ("talks", "visit")]
        return next((told for told in known if told is not None and told.parties == parties), None)

    def _occasions(self, tree: Tree, verb: int) -> list[int]:
        """Nouns of phrases that say on what occasion: "during the visit", "speaking after the talks"."""
        out = []
        speaks = tree.lemmas[verb] in SAYING
        nodes = [verb, *(c for c in tree.having(verb, "advcl") if tree.tags[c] == "VBG" and speaks)]
        for prep in (p for node in nodes for p in tree.having(node, "prep")):
            word = tree.lemmas[prep]
            if word not in _WITHIN and not (speaks and word in _BEHIND):
                continue
            for noun in _below(tree, prep):
                told = self.told.get(_NOUNS.get(tree.lemmas[noun], ""), [])
                exact = not told or parse_edtf(told[-1].edtf).precision == "day"
                if _NOUNS.get(tree.lemmas[noun]) in _OCCASIONS and (exact or word in _WITHIN):
                    out.append(noun)
        return out


def _loose_occasions(tree: Tree, verb: int) -> list[int]:
    """Nouns of "during …" phrases that no other past clause stands before: the verb's, however deep."""
    out = []
    for prep, lemma in enumerate(tree.lemmas):
        if lemma != "during" or prep < verb:
            continue
        for node in tree.ancestors(prep):
            if node == verb:
                out += tree.having(prep, "pobj")
                break
            helped = tree.deps[node] != "ccomp" and tree.having(node, "aux", "auxpass")
            if tree.tags[node] == "VBD" or helped:
                break
    return out


def _below(tree: Tree, prep: int) -> list[int]:
    """The noun of a preposition, and that behind "the sidelines of" or "the summing up of"."""
    out = list(tree.having(prep, "pobj"))
    for noun in tree.having(prep, "pobj", "pcomp"):
        out += [
            n for of in tree.having(noun, "prep") if tree.lemmas[of] == "of" for n in tree.having(of, "pobj")
        ]
    return out


def _is_definite(tree: Tree, noun: int) -> bool:
    return bool(tree.having(noun, "poss")) or any(
        tree.lemmas[child] in ("the", "this", "that", "these", "those") for child in tree.having(noun, "det")
    )


def _parties(draft: Draft) -> frozenset[str]:
    return frozenset(party.actor for party in (*draft.source, *draft.target))


def _between(scene: Scene, noun: int, time: TimeExpression) -> frozenset[str]:
    """The states named from a noun to its date: "a meeting Chad's minister held with Sudan's in May"."""
    last = scene.tree.token_at(time.start)
    found = scene.all_parties(list(range(noun, last))) if last is not None else []
    return frozenset(party.actor for party in found)


def _named(scene: Scene, noun: int) -> frozenset[str]:
    """The states named in a noun phrase; whose summit it is says not who took part."""
    tree = scene.tree
    tokens = [
        node
        for child in tree.children[noun]
        if tree.deps[child] in ("prep", "poss", "amod", "compound", "nmod", "relcl")
        for node in tree.subtree(child)
    ]
    return frozenset(
        party.actor for party in scene.all_parties(tokens) if not scene.is_organisation(party.actor)
    )
