"""Every setting of détente, once: name, default, unit, help.

The table feeds the command line (``--set name=value``), the documentation and the record of each run.
Unknown names and values of the wrong kind fail; there is no global state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from detente.core.errors import SettingError

__all__ = ["SETTINGS", "Setting", "Settings", "Value", "resolve_settings"]

Value = int | float | str | bool
Settings = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a user may choose.

    Attributes:
        name: ``room.what``.
        default: Also fixes the kind of value.
        unit: Of a number; else empty.
        help: One line.
        choices: The values it may take; empty for any of its kind.
    """

    name: str
    default: Value
    unit: str
    help: str
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "documents.max_bytes", 52_428_800, "bytes", "largest file that is read; larger ones are rejected"
    ),
    Setting("documents.max_text", 2_000_000, "characters", "longest text of one document"),
    Setting("documents.max_record", 5_242_880, "bytes", "longest record (line) of a JSONL or CSV file"),
    Setting("documents.max_pages", 2_000, "pages", "most pages of a PDF that are read"),
    Setting("documents.seconds", 30.0, "seconds", "time allowed for reading one file"),
    Setting("documents.memory_mb", 1_024, "MiB", "memory allowed for reading one file"),
    Setting("documents.min_words", 5, "words", "shortest text that counts as an article"),
    Setting("documents.language_floor", 0.5, "probability", "surety needed to reject a text by its language"),
    Setting(
        "documents.near_duplicate", 0.8, "Jaccard", "similarity from which two texts are near-duplicates"
    ),
    Setting("sentences.max_length", 1_500, "characters", "longest sentence that is parsed"),
    Setting("coding.patterns", True, "yes/no", "whether the patterns read"),  # noqa: FBT003 - the default
    Setting("coding.type_model", True, "yes/no", "whether the type model reads"),  # noqa: FBT003
    Setting(
        "coding.coder",
        "pattern",
        "coder",
        "who codes: pattern, or llm (a language model at llm.endpoint)",
        choices=("pattern", "llm"),
    ),
    Setting("coding.domestic", False, "yes/no", "whether events inside one state are coded too"),  # noqa: FBT003
    Setting("coding.workers", 0, "processes", "coding processes; 0: as many as there are processors"),
    Setting("llm.endpoint", "", "address", "an OpenAI-compatible endpoint; article text is sent there"),
    Setting("llm.model", "", "name", "name of the model, as the endpoint knows it"),
    Setting("llm.key_env", "", "name", "NAME of the environment variable that holds the key; never the key"),
    Setting("llm.timeout", 120.0, "seconds", "time allowed for one request"),
    Setting("llm.retries", 4, "requests", "most repetitions of a request that failed for the moment"),
    Setting("llm.max_tokens", 2_048, "tokens", "longest answer"),
    Setting("llm.piece_length", 4_000, "characters", "most text of one request; whole paragraphs"),
    Setting("llm.cache", "detente-llm-cache", "folder", "where answers are kept; empty: none are kept"),
    Setting("llm.price_in", 0.0, "per million tokens", "price of what is sent, in any currency"),
    Setting("llm.price_out", 0.0, "per million tokens", "price of what is received, in the same currency"),
    Setting("scale.seconds", 1_800.0, "seconds", "time allowed for coding one piece of a run into shards"),
    Setting("relations.min_events", 2, "events", "fewest events for which the report draws a dyad's trend"),
    Setting("report.max_events", 5_000, "events", "most events listed in one report; the rest is counted"),
)

_TABLE = {setting.name: setting for setting in SETTINGS}


def resolve_settings(overrides: Mapping[str, Value | str] | None = None) -> dict[str, Value]:
    """The value of every setting: the default, or what `overrides` says.

    Strings are read as the setting's kind, so that command-line words can be passed as they are.

    Raises:
        SettingError: For a name that does not exist or a value of the wrong kind.

    >>> resolve_settings({"documents.seconds": "5"})["documents.seconds"]
    5.0
    """
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS}
    for name, value in (overrides or {}).items():
        if name not in _TABLE:
            near = get_close_matches(name, _TABLE, n=3, cutoff=0.4)
            hint = f"nearest: {', '.join(near)}" if near else "`detente settings` lists them"
            raise SettingError(f"no setting is named {name!r}", hint=hint)
        values[name] = _read(_TABLE[name], value)
    return values


def _read(setting: Setting, value: Value | str) -> Value:
    """`value` as the kind of the setting's default."""
    kind = type(setting.default)
    try:
        if kind is bool:
            return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]
        number = kind(value)
    except (KeyError, ValueError):
        raise SettingError(
            f"setting {setting.name!r} cannot be {value!r}: expected {kind.__name__} ({setting.unit})",
            hint=f"its default is {setting.default!r}: {setting.help}",
        ) from None
    if setting.choices and number not in setting.choices:
        raise SettingError(
            f"setting {setting.name!r} cannot be {value!r}: expected {' or '.join(setting.choices)}",
            hint=setting.help,
        )
    if not isinstance(number, str) and number < 0:
        raise SettingError(f"setting {setting.name!r} cannot be negative: {value!r}", hint=setting.help)
    return number
