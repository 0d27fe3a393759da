"""How often a piece was begun, and at which article: what is needed to know the one that kills its worker."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Tries", "clear_tries"]

_FOLDER = "tries"
_ENOUGH = 2


@dataclass(slots=True)
class Tries:
    """The mark of one piece on the disk; it is gone when the piece has its shard.

    A worker that is killed leaves it behind. The second try is made with care: files are read in a process
    of their own and every article is marked before it is coded. An article over which two such tries ended is
    left out by the next; one may have ended for another reason.

    Attributes:
        file: Where the mark is.
        count: Tries so far, with this one.
        at: The article in hand, from 0; None if nobody marks them.
        suspects: Articles over which a worker died, as often as it did.
    """

    file: Path
    count: int = 0
    at: int | None = None
    suspects: tuple[int, ...] = ()

    @classmethod
    def begin(cls, folder: Path, name: str) -> Self:
        """One more try of the piece whose shard will have this name."""
        file = folder / _FOLDER / f"{name}.json"
        tries = cls(file)
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(file.read_bytes())
            tries.count, tries.suspects = int(said["count"]), tuple(said["suspects"])
            if said["at"] is not None:
                tries.suspects = (*tries.suspects, int(said["at"]))
        tries.count += 1
        tries._write()
        return tries

    @property
    def careful(self) -> bool:
        """Whether articles are to be taken one by one."""
        return self.count > 1

    def is_poison(self, article: int) -> bool:
        """Whether to leave it out."""
        return self.suspects.count(article) >= _ENOUGH

    def come_to(self, article: int) -> None:
        """Mark the article in hand."""
        if self.careful:
            self.at = article
            self._write()

    def end(self) -> None:
        """The piece has its shard, or was given up."""
        self.file.unlink(missing_ok=True)

    def _write(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        said = asdict(self)
        del said["file"]
        self.file.write_text(json.dumps(said), encoding="utf-8")


def clear_tries(folder: Path) -> None:
    """Forget what an earlier run marked: who stopped it may have been no article."""
    for file in (folder / _FOLDER).glob("*.json"):
        file.unlink(missing_ok=True)
