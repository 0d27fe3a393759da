"""The LLM coder: documents in, coded documents out, in a stream, like the pattern coder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from detente.actors import Cast, build_cast
from detente.coding.event import CodedDocument
from detente.coding.llm.answers import find_listed
from detente.coding.llm.cache import AnswerCache, cache_key
from detente.coding.llm.client import Answer, ChatClient
from detente.coding.llm.endpoint import EndpointError, read_endpoint
from detente.coding.llm.naming import Names
from detente.coding.llm.pieces import Piece, cut_pieces
from detente.coding.llm.prompt import build_messages, build_schema, prompt_hash
from detente.coding.llm.reading import Page, read_events
from detente.coding.llm.usage import Usage
from detente.coding.merging import merge_repeated
from detente.coding.sport import is_sport
from detente.core.rejections import Reason
from detente.core.settings import Settings
from detente.documents.document import Document
from detente.sentences import split_sentences

__all__ = ["LlmCoder"]

CODER_VERSION = "llm-1"
_GIVE_UP = 3  # documents in a row whose requests failed, after which the endpoint is left alone


class LlmCoder:
    """Codes documents with a language model behind an OpenAI-compatible endpoint.

    A class because it holds the connection's state, the cache and the count of what was used.

    Attributes:
        endpoint: Where it asks.
        version: Version of the coder, its model and its prompt.
        usage: Requests, tokens and cost so far.
    """

    def __init__(self, settings: Settings, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Check the settings; nothing is sent yet.

        Raises:
            SettingError: As `read_endpoint`.
            StorageError: If the cache cannot be made.
        """
        self.settings = settings
        self.endpoint = read_endpoint(settings)
        self.version = f"{CODER_VERSION} {self.endpoint.model} prompt-{prompt_hash()}"
        self._usage = Usage()
        self._client = ChatClient(self.endpoint, pause=pause)
        self._cache = AnswerCache(str(settings["llm.cache"]).strip())
        self._n_failed = 0

    @property
    def usage(self) -> Usage:
        """Requests, tokens and cost so far."""
        return replace(self._usage, calls=self._client.n_requests)

    def code(self, documents: Iterable[Document]) -> Iterator[CodedDocument]:
        """Code documents in order, one at a time.

        Raises:
            EndpointError: If the endpoint gives no answer to a piece of a document.
        """
        for document in documents:
            yield self._code(document)

    def _code(self, document: Document) -> CodedDocument:
        sentences = split_sentences(document)
        cast = build_cast(
            document.text,
            published=document.published,
            ranges=[(block.start, block.end) for block in document.blocks if block.role != "boilerplate"],
        )
        page = Page(document, sentences, Names.of(cast, published=document.published), self.version)
        if len({cast.state_of(mention.actor) for mention in cast.mentions}) > 1:
            if is_sport(document.text):
                page.refuse(Reason.SPORT, "", start=0, end=len(document.text))
            else:
                self._code_pieces(page)
        return _coded(page, cast)

    def _code_pieces(self, page: Page) -> None:
        longest = max(int(self.settings["llm.piece_length"]), 1)
        names = page.names.listed()
        for piece in cut_pieces(page.document, page.sentences, longest=longest):
            if len(piece.text) > longest:
                page.refuse(Reason.TOO_LONG, "", start=piece.start, end=piece.end)
            elif any(piece.holds(mention.start) for mention in page.names.cast.mentions):
                answer = self._answer(piece, names)
                listed, fault = find_listed(answer.content)
                if not answer.is_whole:
                    fault = f"{fault or 'an answer'} (cut off at llm.max_tokens)"
                if fault:
                    page.refuse(Reason.BAD_ANSWER, fault, start=piece.start, end=piece.end)
                read_events(page, piece, listed)

    def _answer(self, piece: Piece, names: list[str]) -> Answer:
        """From the cache, else from the endpoint."""
        messages = build_messages(piece.text, names)
        parameters = {"max_tokens": self.endpoint.max_tokens, "prompt": prompt_hash(), "temperature": 0}
        key = cache_key(self.endpoint.model, messages, parameters)
        kept = self._cache.find(key)
        if kept is not None:
            self._usage = replace(self._usage, cached=self._usage.cached + 1)
            return kept
        if self._n_failed >= _GIVE_UP:
            raise EndpointError(
                f"endpoint {self.endpoint.host}: not asked, it failed {self._n_failed} times in a row",
                hint="detente rejections --retry, when it is up again",
            )
        try:
            answer = self._client.ask(messages, build_schema())
        except EndpointError:
            self._n_failed += 1
            raise
        self._n_failed = 0
        self._usage = self._usage.with_answer(
            answer,
            price_in=float(self.settings["llm.price_in"]),
            price_out=float(self.settings["llm.price_out"]),
        )
        self._cache.keep(key, answer, model=self.endpoint.model)
        return answer


def _coded(page: Page, cast: Cast) -> CodedDocument:
    """The noun that leaves the room, with every actor that a mention or an event names."""
    told = [(row.start, row.end) for row in page.sentences if row.role != "dateline"]
    mentions = [m for m in cast.mentions if any(start <= m.start < end for start, end in told)]
    events = merge_repeated(list(page.events.values()))
    named = {mention.actor for mention in mentions}
    named.update(actor for event in events for actor in (*event.source, *event.target, *event.persons))
    named.update(event.asserted_by for event in events if event.asserted_by != "author")
    actors = [cast.actor(actor) for actor in sorted(named)]
    return CodedDocument(
        page.document,
        tuple(page.sentences),
        tuple(actor for actor in actors if actor is not None),
        tuple(mentions),
        tuple(events),
        tuple(page.rejections),
    )
