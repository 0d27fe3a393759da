"""The engine of a cluster: Ray Data, whose actors are the workers."""

from __future__ import annotations

import logging
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from detente.core.errors import DetenteError, UsageError
from detente.scale.nouns import Piece, PieceReport
from detente.scale.working import PieceWorker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from detente.scale.nouns import Task

__all__ = ["work_on_ray"]

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
}
_OURS = {
    "RAY_AUTH_MODE": "token",
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/",
    **{name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON")},
}
"""What a cluster that we start is told besides: to ask for a token, and to use one thread a worker."""
_PROXY, _NOBODY = "http_proxy", "http://127.0.0.1:9"
_SHARE = 0.9  # of a processor for each worker: actors that took all of them would starve Ray's own tasks
_STORE = 256 * 2**20  # bytes: only names of pieces and reports pass through it
_MOST_BLOCKS = 2_000
_ANSWER = 10.0  # seconds
_STARTS = 4  # Ray gives its own processes 15 seconds to start, too few on a busy machine


class _Actor:
    """A worker as Ray Data calls it: with a batch of pieces, for a batch of reports."""

    def __init__(self, task: Task) -> None:
        if os.environ.get(_PROXY) == _NOBODY:  # that was for the head
            del os.environ[_PROXY]
        self._worker = PieceWorker(task)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The reports of some pieces."""
        return {"report": [self._worker.work(Piece.of(row)).to_json() for row in batch["piece"]]}


def work_on_ray(
    pieces: Iterable[Piece], task: Task, *, workers: int, address: str | None
) -> Iterator[PieceReport]:
    """On a Ray cluster, as reports come; Ray starts a worker that died again, with the same pieces.

    Args:
        pieces: Gathered before the start: Ray lays them out in blocks.
        task: Its folder must be the same for all nodes, as the inputs must.
        workers: Most workers at a time; 0 for one a processor of the cluster.
        address: Of the cluster's head, or ``auto``; None starts Ray on this machine, for this call.

    Raises:
        UsageError: If Ray is not installed.
        DetenteError: If the cluster does not answer, or the run fails as a whole.
    """
    wanted = _QUIET if address is not None else _QUIET | _OURS
    os.environ.update({name: value for name, value in wanted.items() if name not in os.environ})
    try:
        import ray  # noqa: PLC0415  an extra, and large
        import ray.data  # noqa: PLC0415
    except ImportError as fault:
        raise UsageError("Ray is not installed", hint="pip install 'detente[ray]'") from fault
    rows = [{"piece": piece.to_json()} for piece in pieces]
    if not rows:
        return
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    ours = not ray.is_initialized()
    if ours:
        _connect(address, workers or os.cpu_count() or 1)
    try:
        yield from _map(rows, task, workers)
    except ray.exceptions.RayError as fault:
        raise DetenteError(
            f"the cluster failed: {str(fault).splitlines()[0]}",
            hint="what has its shard stays; the same command goes on from there",
        ) from fault
    finally:
        if ours:
            ray.shutdown()


def _connect(address: str | None, workers: int) -> None:
    """Join the cluster, or start one on this machine; Ray's ports ask for its token."""
    import ray  # noqa: PLC0415

    if address is not None:
        _knock(address)
    for left in reversed(range(_STARTS)):
        try:
            if address is not None:
                ray.init(address=address, log_to_driver=False, configure_logging=False)
            else:
                with _asking_nobody():
                    ray.init(
                        num_cpus=workers + 1,
                        include_dashboard=False,
                        object_store_memory=_STORE,
                        log_to_driver=False,
                        configure_logging=False,
                    )
        except Exception as fault:  # Ray raises bare exceptions where its processes start too slowly
            ray.shutdown()
            if left and address is None:
                continue
            raise DetenteError(
                f"no Ray cluster at {address or 'this machine'}: {str(fault).splitlines()[0]}",
                hint="is its head running? `ray status` asks it. On a busy machine, try again",
            ) from fault
        return


@contextmanager
def _asking_nobody() -> Iterator[None]:
    """Ray's head asks by HTTP in which cloud it is, though its reports are off: its question ends here."""
    before = os.environ.get(_PROXY)
    os.environ[_PROXY] = _NOBODY
    try:
        yield
    finally:
        if before is None:
            del os.environ[_PROXY]
        else:
            os.environ[_PROXY] = before


def _knock(address: str) -> None:
    """Ask whether anybody is there: Ray ends the whole process if not.

    Raises:
        DetenteError: If nobody answers.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return  # `auto`, or what only Ray understands
    try:
        socket.create_connection((host, int(port)), timeout=_ANSWER).close()
    except OSError as fault:
        raise DetenteError(
            f"no Ray cluster at {address}: {fault.strerror or fault}",
            hint="is its head running? `ray status` on the head asks it",
        ) from fault


def _map(rows: list[dict[str, Any]], task: Task, workers: int) -> Iterator[PieceReport]:
    import ray  # noqa: PLC0415

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.enable_operator_progress_bars = False
    most = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    done = ray.data.from_items(rows, override_num_blocks=min(len(rows), _MOST_BLOCKS)).map_batches(
        _Actor,
        fn_constructor_args=(task,),
        batch_size=1,
        batch_format="numpy",
        num_cpus=_SHARE,
        compute=ray.data.ActorPoolStrategy(min_size=min(most, len(rows)), max_size=min(most, len(rows))),
    )
    for row in done.iter_rows():
        yield PieceReport(**row["report"])
