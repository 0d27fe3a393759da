"""The discourse clock: how a date told before carries over to what is told after it.

A date carries when the text gives ground for it: a noun takes up a dated happening ("the talks", "during the
visit"), or the next sentence of the paragraph goes on with the story, in the past and about the same persons.
A new date resets the clock; so does a new paragraph, for the story, but not for the nouns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.coding.drafts import Draft
from detente.coding.occasions import SAYING, Occasions, Told
from detente.coding.scene import Scene
from detente.coding.timing import (
    attributed_noun,
    clauses_above,
    inherited_time,
    tense_of,
    time_token,
    verb_of,
)
from detente.coding.when import TimeExpression, find_times
from detente.core.dates import DateSpan, is_edtf, parse_edtf
from detente.sentences import Sentence, Tree

__all__ = ["Carried", "Clock", "Moment"]

_PRONOUNS = frozenset(("he", "she", "they", "it", "both", "we", "i"))
_PAIRS = frozenset(("two", "both"))
_SHIFTS = frozenset(("now", "but", "however", "meanwhile", "previously", "earlier", "since", "if", "today"))
_LONGEST = 3  # sentences that a story may go on without a date


@dataclass(frozen=True, slots=True)
class Carried:
    """A date told before.

    Attributes:
        edtf: The date.
        words: The words it was read from.
        why: What carries it: ``span governor participle frame noun story quote``.
    """

    edtf: str
    words: str
    why: str


@dataclass(slots=True)
class Moment:
    """What the clock says at one sentence.

    Attributes:
        sentence: Number of the sentence.
        anchor: The date told last before it, for "that month".
        times: Its time expressions, read as what lies behind.
        occasions: The dated happenings of the document.
        story: The dated story of the sentence before, if it may go on here.
        saying: The dated saying of the sentence before, if its quotation may go on here.
        told: The dated event that the sentence itself turned out to tell first of all.
    """

    sentence: int
    anchor: DateSpan | None
    times: list[TimeExpression]
    occasions: Occasions
    story: Told | None
    saying: Told | None
    told: Told | None = None

    def note(self, scene: Scene, draft: Draft, edtf: str, words: str) -> None:
        """Remember a dated event, so that nouns can take it up and the story go on."""
        if draft.predicate in scene.tree.roots() and not edtf.endswith(".."):
            self.told = Told(edtf, words, length=self.story.length + 1 if self.story else 0)
        self.occasions.note(scene, draft, edtf, words, self.sentence)

    def carry(self, scene: Scene, draft: Draft, text: str) -> Carried | None:
        """The date that an event without its own takes from the discourse, or None."""
        tree = scene.tree
        if draft.status not in ("occurred", "ongoing"):
            return None
        inherited = inherited_time(tree, draft, self.times)
        if inherited is not None:
            time, why = inherited
            return Carried(str(time.edtf), text[time.start : time.end], why)
        verb = verb_of(tree, draft.predicate)
        tense = tense_of(tree, verb) if verb is not None else "none"
        if tense in ("perfect", "modal"):
            return None
        told, why = self.occasions.taken_up(scene, draft, verb, self.sentence), "noun"
        if told is None and verb is not None and tense == "past":
            told, why = self._next_in_story(tree, draft, verb), "story"
        if told is None and verb is not None and tense == "present":
            told, why = self._quoted_on(text, tree, verb), "quote"
        return Carried(told.edtf, told.words, why) if told else None

    def _next_in_story(self, tree: Tree, draft: Draft, verb: int) -> Told | None:
        """The date of the sentence before if this one goes on with its story."""
        if self.story is None:
            return None
        roots = [root for root in tree.roots() if tree.pos[root] in ("VERB", "AUX")]
        if len(roots) != 1 or not _goes_on(tree, roots[0]):
            return None
        if verb == roots[0] or roots[0] in clauses_above(tree, verb):
            return self.story
        spoken = tree.deps[verb] == "ccomp" and tree.heads[verb] == roots[0]
        ours = any(tree.lemmas[s] == "we" for s in tree.having(verb, "nsubj"))
        return self.story if spoken and ours and draft.type in ("AGREE", "CONSULT") else None

    def _quoted_on(self, text: str, tree: Tree, verb: int) -> Told | None:
        """The date of the saying before, if its quotation goes on: “…,” he said on Friday. “We urge …”."""
        opened = text[tree.starts[0]] in '“"«'
        top = verb in tree.roots() or bool(clauses_above(tree, verb) & set(tree.roots()))
        return self.saying if opened and top else None


@dataclass(slots=True)
class Clock:
    """Walks the sentences of a document and keeps what has been dated.

    Attributes:
        published: The document's date, or None.
        anchor: The date told last.
        occasions: The dated happenings so far.
        story: What the sentence read last dates or goes on with.
        saying: The dated saying of that sentence.
        place: Its paragraph and number.
        moment: What was said at it.
    """

    published: DateSpan | None
    occasions: Occasions = field(init=False)
    anchor: DateSpan | None = None
    story: Told | None = None
    saying: Told | None = None
    place: tuple[int, int] = (-1, -1)
    moment: Moment | None = None

    def __post_init__(self) -> None:
        self.occasions = Occasions(self.published)

    def turn_to(self, sentence: Sentence, scene: Scene, text: str) -> Moment:
        """Go on to the next sentence: find its dates, and what of the one before still holds."""
        place = (sentence.paragraph, sentence.index)
        if place[0] > self.place[0] + 1:
            self.anchor = None
        follows = place == (self.place[0], self.place[1] + 1)
        times = find_times(text, self.published, start=sentence.start, end=sentence.end, anchor=self.anchor)
        free = [time for time in times if not _is_attribute(scene.tree, time)]
        moment = Moment(
            sentence.index,
            self.anchor,
            times,
            self.occasions,
            self._story_so_far() if follows and not free else None,
            self.saying if follows else None,
        )
        told = [parse_edtf(t.edtf) for t in free if t.edtf and is_edtf(t.edtf) and not _is_of(scene.tree, t)]
        self.anchor = next((day for day in reversed(told) if not day.is_open), self.anchor)
        self.place, self.moment = place, moment
        self.occasions.read(scene, times, text, sentence.index)
        self._go_on(scene.tree, free, moment, text)
        return moment

    def _story_so_far(self) -> Told | None:
        """The story that the next sentence may go on with."""
        if self.story is None and self.moment is not None and self.moment.told is not None:
            return self.moment.told if self.moment.told.length <= _LONGEST else None
        return self.story

    def _go_on(self, tree: Tree, free: list[TimeExpression], moment: Moment, text: str) -> None:
        """The story after this sentence: dated by it, going on through it, or at an end."""
        before, self.story, self.saying = moment.story, None, None
        roots = [root for root in tree.roots() if tree.pos[root] in ("VERB", "AUX")]
        if len(roots) != 1 or tense_of(tree, roots[0]) != "past":
            return
        root = roots[0]
        own = [time for time in free if _hangs_on(tree, time, root)]
        if len(own) == 1 and own[0].edtf and not own[0].edtf.endswith(".."):
            self.story = Told(own[0].edtf, text[own[0].start : own[0].end])
            self.saying = self.story if tree.lemmas[root] in SAYING else None
        elif before and before.length < _LONGEST and _goes_on(tree, root):
            self.story = Told(before.edtf, before.words, length=before.length + 1)


def _is_attribute(tree: Tree, time: TimeExpression) -> bool:
    token = time_token(tree, time)
    return token is not None and attributed_noun(tree, token) is not None


def _is_of(tree: Tree, time: TimeExpression) -> bool:
    """Whether a date only tells which thing is meant: "the floods of May 2004"."""
    token = tree.token_at(time.start)
    return token is not None and "of" in (tree.lemmas[token], tree.lemmas[token - 1] if token else "")


def _hangs_on(tree: Tree, time: TimeExpression, verb: int) -> bool:
    """Whether no other clause stands between a date and a verb."""
    token = time_token(tree, time)
    return (
        token is not None
        and next((node for node in tree.ancestors(token) if tree.pos[node] in ("VERB", "AUX")), None) == verb
    )


def _goes_on(tree: Tree, root: int) -> bool:
    """Whether a clause goes on with the story: in the past, about those just named."""
    if tense_of(tree, root) != "past" or tree.lemmas[0] in _SHIFTS:
        return False
    subject = next(iter(tree.having(root, "nsubj", "nsubjpass")), None)
    if subject is None:
        return False
    if tree.lemmas[subject] in _PRONOUNS or tree.words[subject].lower() in _PRONOUNS:
        return True
    return any(tree.lemmas[child] in _PAIRS for child in tree.having(subject, "nummod", "det", "predet"))
