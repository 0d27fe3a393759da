"""Coding many documents: in order, in one process or several, each fault costing only its document."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import cache
from itertools import chain, islice
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Any

from detente.coding.ahead import load_ahead
from detente.coding.coder import Coder
from detente.core.rejections import Reason, Rejection
from detente.core.settings import Settings, resolve_settings
from detente.documents.document import Document

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

    from detente.coding.event import CodedDocument
    from detente.coding.llm import LlmCoder

__all__ = ["code_documents"]

Item = Document | Rejection
_CHUNK = 16
_FEW = 32
_AHEAD = 3
_SECONDS = 600.0


def code_documents(
    items: Iterable[Item],
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    llm: LlmCoder | None = None,
    guarded: bool = False,
) -> Iterator[CodedDocument | Rejection]:
    """Code what the documents room hands on; rejections pass through, the order stays.

    Args:
        items: Documents and rejections; consumed as a stream.
        settings: Resolved settings; the defaults if None.
        workers: Processes. None takes ``coding.workers`` of the settings given (0: one a processor), or this
            process alone if none are given: a script that starts workers needs its ``__main__`` guard. A few
            documents are coded in this process whatever the number, since starting a worker takes longer.
        llm: The LLM coder to use, so that its usage can be asked afterwards; by default one is made if
            ``coding.coder`` is ``llm``. It works in this process, whatever the number of workers.
        guarded: Whether even a few documents are coded in processes of their own, as they may be such that
            killed one before.

    Yields:
        A `CodedDocument` or a `Rejection` for every item. A document whose coding fails, kills its worker or
        takes too long becomes a `Rejection`; the rest go on.
    """
    if settings is None:
        settings, workers = resolve_settings(), workers or 1
    if llm is not None or settings.get("coding.coder") == "llm":
        yield from _with_llm(items, settings, llm)
        return
    wanted = workers or int(settings["coding.workers"]) or _processors()
    stream = iter(items)
    elsewhere = None if guarded else load_ahead(graph=bool(settings["coding.type_model"]))
    first = list(islice(stream, _FEW))
    if guarded or (wanted > 1 and len(first) == _FEW):
        if elsewhere is not None:
            elsewhere.set()
        yield from _in_processes(chain(first, stream), settings, wanted)
    else:
        yield from _in_this_process(chain(first, stream), settings)


def _processors() -> int:
    """Processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _in_this_process(items: Iterable[Item], settings: Settings) -> Iterator[CodedDocument | Rejection]:
    stream = iter(items)
    while chunk := list(islice(stream, _CHUNK)):
        yield from _code_chunk(chunk, settings)


@cache
def _coder(settings: tuple[tuple[str, Any], ...]) -> Coder:
    """The coder of this process."""
    return Coder(dict(settings))


def _code_chunk(chunk: list[Item], settings: Settings) -> list[CodedDocument | Rejection]:
    """Code a few items together; if that fails, one by one."""
    documents = [item for item in chunk if isinstance(item, Document)]
    if not documents:
        return [item for item in chunk if isinstance(item, Rejection)]  # no model need be loaded for them
    coder = _coder(tuple(sorted(settings.items())))
    try:
        coded = iter(list(coder.code(documents)))
    except Exception:  # noqa: BLE001 - whatever it was, it must cost only the document that caused it
        return [_code_one(coder, item) for item in chunk]
    return [next(coded) if isinstance(item, Document) else item for item in chunk]


def _with_llm(
    items: Iterable[Item], settings: Settings, llm: LlmCoder | None
) -> Iterator[CodedDocument | Rejection]:
    from detente.coding.llm import EndpointError, LlmCoder  # noqa: PLC0415 - seldom wanted

    coder = llm or LlmCoder(settings)
    yield from (_code_one(coder, item, asking=EndpointError) for item in items)


def _code_one(
    coder: Coder | LlmCoder, item: Item, *, asking: type[Exception] | tuple[()] = ()
) -> CodedDocument | Rejection:
    """Code an item; `asking` is the fault of an endpoint that was asked."""
    if isinstance(item, Rejection):
        return item
    try:
        return next(coder.code([item]))
    except asking as fault:
        return _failed(item, Reason.ENDPOINT_FAILED, str(fault))
    except Exception as fault:  # noqa: BLE001 - kept as data, with its name
        return _failed(item, Reason.FAILED, f"{type(fault).__name__}: {fault}")


def _failed(document: Document, reason: Reason, detail: str) -> Rejection:
    return Rejection(reason, "coding", document.name, detail, document.id, path=document.path)


def _in_processes(
    items: Iterable[Item], settings: Settings, workers: int
) -> Iterator[CodedDocument | Rejection]:
    """A pool that survives a killed or stuck worker; results in order, a bounded number ahead."""
    from pebble import ProcessPool  # noqa: PLC0415 - only when there are workers

    plain = dict(settings)
    stream = iter(items)
    pending: deque[tuple[list[Item], ProcessFuture]] = deque()
    pool = ProcessPool(max_workers=workers, context=_context())
    try:
        while True:
            while len(pending) < workers * _AHEAD and (chunk := list(islice(stream, _CHUNK))):
                pending.append((chunk, pool.schedule(_code_chunk, args=(chunk, plain), timeout=_SECONDS)))
            if not pending:
                break
            chunk, future = pending.popleft()
            yield from _collect(pool, chunk, future, plain)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def _context() -> BaseContext:
    """How processes begin: on Linux as copies of one that has loaded what all of them need, else afresh."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["detente.coding.preloading"])
    return context


def _collect(
    pool: ProcessPool, chunk: list[Item], future: ProcessFuture, settings: dict[str, Any]
) -> list[CodedDocument | Rejection]:
    """The results of a chunk; if its worker died or got stuck, of its items one at a time."""
    from pebble import ProcessExpired  # noqa: PLC0415

    try:
        return list(future.result())
    except (ProcessExpired, FutureTimeoutError) as fault:
        if len(chunk) > 1:
            singles = [
                ([item], pool.schedule(_code_chunk, args=([item], settings), timeout=_SECONDS))
                for item in chunk
            ]
            return [result for single, later in singles for result in _collect(pool, single, later, settings)]
        item = chunk[0]
        if isinstance(item, Rejection):
            return [item]
        stuck = isinstance(fault, FutureTimeoutError)
        reason = Reason.OUT_OF_TIME if stuck else Reason.FAILED
        return [_failed(item, reason, "coding took too long" if stuck else "the coding process died")]
