"""Part of speech and lemma of each token, worked out once for every word, tag and relation.

The pipeline's attribute ruler and lemmatizer look at one token at a time (but for "gonna" and the like), and
take a fifth of its time. What they say of a word in lower case with its tag and its relation is kept, so that
they run on what is new only. New names come with every article; of a name they say that it is one, whatever
it is, but for a few words that their patterns single out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["READERS", "Readings"]

READERS = ("attribute_ruler", "lemmatizer")
_MOST = 200_000
_NAME = ("NNP", "PROPN")
_Key = tuple[int, int, int]


class Readings:
    """What the attribute ruler and the lemmatizer have said so far.

    A class because it remembers; it forgets everything when it holds too much, so that memory stays flat.
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._known: dict[_Key, tuple[str, str]] = {}
        self._name_tag = nlp.vocab.strings[_NAME[0]]
        self._singled_out = self._words_of_patterns()

    def read(self, doc: Doc, keys: list[_Key]) -> list[tuple[str, str]]:
        """Part of speech and lower-case lemma of each token of a tagged and parsed document.

        Args:
            doc: After the tagger and the parser.
            keys: Of each token the identities of its lower-case form, its tag and its relation.
        """
        known = self._known
        fresh = {
            key: index
            for index, key in enumerate(keys)
            if key not in known and (key[1] != self._name_tag or not self._take_name(doc, key))
        }
        if fresh:
            self._learn(doc, fresh)
        out = [known[key] for key in keys]
        if len(known) > _MOST:
            known.clear()
        return out

    def _take_name(self, doc: Doc, key: _Key) -> bool:
        """Keep what is said of every name, if the word is an ordinary one."""
        word = doc.vocab.strings[key[0]]
        if not word.isalpha() or word in self._singled_out:
            return False
        self._known[key] = (_NAME[1], word)
        return True

    def _words_of_patterns(self) -> frozenset[str]:
        """The words in lower case that a pattern of the attribute ruler asks for."""
        if not self._nlp.has_pipe(READERS[0]):
            return frozenset()
        rows = self._nlp.get_pipe(READERS[0]).patterns
        tokens = [token for row in rows for pattern in row["patterns"] for token in pattern]
        asked = [token["LOWER"] for token in tokens if "LOWER" in token]
        return frozenset(
            word for one in asked for word in ([one] if isinstance(one, str) else one.get("IN", []))
        )

    def _learn(self, doc: Doc, fresh: dict[_Key, int]) -> None:
        """Ask the two components about tokens not met before, as a document of their own."""
        from spacy.tokens import Doc as NewDoc  # noqa: PLC0415 - only with a pipeline

        tokens = [doc[index] for index in fresh.values()]
        alone = NewDoc(
            doc.vocab,
            words=[token.text for token in tokens],
            tags=[token.tag_ for token in tokens],
            deps=[token.dep_ for token in tokens],
            heads=list(range(len(tokens))),
        )
        for name in READERS:
            if self._nlp.has_pipe(name):
                alone = self._nlp.get_pipe(name)(alone)
        for key, token in zip(fresh, alone, strict=True):
            self._known[key] = (token.pos_, token.lemma_.lower())
