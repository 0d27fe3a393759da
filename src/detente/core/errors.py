"""The faults détente knows, one class a kind, each also a builtin.

Every error carries a message (what was wrong, the value, where, what was expected) and a hint (how to
mend it). The command line prints both and chooses the exit status from `exit_code`.
"""

from __future__ import annotations

__all__ = [
    "DamagedDataError",
    "DetenteError",
    "InputError",
    "LedgerError",
    "LedgerVersionError",
    "MissingPartError",
    "SettingError",
    "StorageError",
    "UnknownNameError",
    "UsageError",
]


class DetenteError(Exception):
    """Any fault that détente reports in its own words.

    Attributes:
        message: What was wrong, with the value and the place.
        hint: How to mend it; may be empty.
        exit_code: Status of the command line: 1 for wrong data, 2 for a wrong call.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class InputError(DetenteError, ValueError):
    """A file or value given by the user cannot be used."""


class UsageError(DetenteError, ValueError):
    """A call that cannot be carried out as it stands (exit status 2)."""

    exit_code = 2


class SettingError(DetenteError, KeyError):
    """A setting that does not exist or has a value out of range (exit status 2)."""

    exit_code = 2


class UnknownNameError(DetenteError, KeyError):
    """A term, actor or record that is not known; the hint names the nearest ones (exit status 2)."""

    exit_code = 2


class LedgerError(DetenteError, RuntimeError):
    """The ledger cannot be opened, read or written as asked."""


class LedgerVersionError(LedgerError):
    """The ledger was written by a newer version of détente."""


class StorageError(DetenteError, OSError):
    """The disk refused: full, read-only, not permitted."""


class DamagedDataError(DetenteError, ValueError):
    """A file that ships with détente, or a part of a ledger, does not match its hash."""


class MissingPartError(DetenteError, ImportError):
    """An optional or required package is not installed."""
