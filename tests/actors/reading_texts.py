"""Reading a text as the coder does, as far as the actors room goes."""

from __future__ import annotations

from detente.actors import Cast, Discourse, Mention, build_cast
from detente.sentences import Parser, Sentence, find_quotations, split_text


def cast_of(text: str, published: str | None = "2018-06-01") -> Cast:
    return build_cast(text, published=published, ranges=[(0, len(text))])


def named(text: str, published: str | None = "2018-06-01") -> list[tuple[str, str]]:
    """Words and identity of every mention, in order."""
    return [(mention.quote, mention.actor) for mention in cast_of(text, published).mentions]


def resolved(parser: Parser, text: str, published: str | None = "2018-06-01") -> list[Mention]:
    """What the discourse adds, sentence by sentence; the text is one paragraph."""
    cast = cast_of(text, published)
    discourse, out = Discourse(cast), []
    sentences = [
        Sentence(index, start, end, text[start:end], "body", 0)
        for index, (start, end) in enumerate(split_text(text))
    ]
    for sentence, tree in zip(sentences, parser.parse(sentences), strict=True):
        here = [m for m in cast.mentions if sentence.start <= m.start < sentence.end]
        out.extend(
            discourse.read(text, here, tree, (sentence.start, sentence.end), find_quotations(text), None)
        )
    assert all(text[mention.start : mention.end] == mention.quote for mention in out)
    return out


def meant(parser: Parser, text: str, words: str, published: str | None = "2018-06-01") -> set[str]:
    """Whom the last occurrence of `words` means."""
    at = text.rindex(words)
    return {mention.actor for mention in resolved(parser, text, published) if mention.start == at}
