"""When what is added reaches the disk: after each document, or after a batch of whole documents."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.core.faulting import pass_point
from detente.ledger.sealing import begin_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Transactions"]


_SHARE = 4  # times as long as what was done before the last commit, a batch lasts at least


class Transactions:
    """The transactions of one writing connection.

    A class because it has a state: whether a batch is open, since when, and how much it holds. What
    `before_commit` does belongs to each transaction.
    """

    def __init__(self, connection: sqlite3.Connection, before_commit: Callable[[], None]) -> None:
        self._connection = connection
        self._before_commit = before_commit
        self._limits: tuple[int, float] | None = None
        self._held = 0
        self._since = 0.0
        self._spent = 0.0

    @property
    def batching(self) -> bool:
        """Whether a batch is open."""
        return self._limits is not None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Everything inside happens or nothing; inside a batch the disk sees it with the batch."""
        if self._limits is None:
            begin_writing(self._connection)
            with self._undone_on_fault("ROLLBACK"):
                yield
                self._commit()
            return
        if not self._connection.in_transaction:
            begin_writing(self._connection)
            self._held, self._since = 0, time.monotonic()
        self._run("SAVEPOINT one")
        with self._undone_on_fault("ROLLBACK TO one", "RELEASE one"):
            yield
            self._run("RELEASE one")
        self._held += 1
        most, seconds = self._limits
        passed = time.monotonic() - self._since
        if (self._held >= most or passed >= seconds) and passed >= _SHARE * self._spent:
            with self._undone_on_fault("ROLLBACK"):
                self._commit()

    @contextmanager
    def batch(self, most: int, seconds: float) -> Iterator[None]:
        """Commit every `most` documents or `seconds`, and at the end, also after a fault in between.

        Where what is done before a commit takes long, as with an event told a thousand times, commits are
        made less often, so that most of the time goes into what is added.
        """
        if self._limits is not None:
            raise UsageError("a batch is open already", hint="do not nest `ledger.batch()`")
        self._limits = (most, seconds)
        try:
            yield
        finally:
            self._limits = None
            if self._connection.in_transaction:
                with self._undone_on_fault("ROLLBACK"):
                    self._commit()

    def _commit(self) -> None:
        begun = time.monotonic()
        self._before_commit()
        self._spent = time.monotonic() - begun
        pass_point("before commit")
        self._run("COMMIT")
        pass_point("after commit")

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)

    @contextmanager
    def _undone_on_fault(self, *statements: str) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite has rolled back by itself, as on a full disk
                for statement in statements:
                    self._run(statement)
            raise
