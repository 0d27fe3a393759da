"""Exchange: the field's event data and state tables in, our books out in the field's formats.

Enters: files of GDELT, ICEWS, POLECAT, Phoenix, our own interchange, and any table of events; tables of
states, alliances, disputes, votes and trade; tables of pairs by period; a `Ledger`. Leaves: batches of
imported rows, Parquet in the ledger's lake, `ImportTally`; `DyadPeriods`; files in CSV, Parquet, JSON lines,
POLECAT's and ICEWS' columns, GraphML, GEXF. Refuses, by file and line (`RowRejection`): broken archives,
files of another format, rows with columns too many or too few, days outside the calendar, codes that CAMEO
or PLOVER do not have.

An event is counted once: mirrored rows and repeated reports are kept and told apart by their ``role``. Known
faults of the sources are rules in ``data/faults.csv``; rows that they hit are kept, marked, and do not count
where the rule says so. Codes are strings; a country code that is not known is kept as given.
"""

from detente.exchange.dyad_periods import DYAD_COLUMNS, DyadPeriods, read_dyad_periods
from detente.exchange.exporting import EXPORT_FORMATS, export_events
from detente.exchange.importing import import_events, list_imports
from detente.exchange.listing import list_faulty_rows, list_rejected_rows
from detente.exchange.nouns import (
    ExportTally,
    ImportBatch,
    ImportedFile,
    ImportTally,
    RowReason,
    RowRejection,
)
from detente.exchange.reading import (
    FORMAT_NAMES,
    read_csv,
    read_gdelt,
    read_icews,
    read_jsonl,
    read_phoenix,
    read_polecat,
)
from detente.exchange.rules import FaultRule, list_fault_rules
from detente.exchange.schema import IMPORTED_SCHEMA
from detente.exchange.tables import TABLE_KINDS, import_table, table_files

__all__ = [
    "DYAD_COLUMNS",
    "EXPORT_FORMATS",
    "FORMAT_NAMES",
    "IMPORTED_SCHEMA",
    "TABLE_KINDS",
    "DyadPeriods",
    "ExportTally",
    "FaultRule",
    "ImportBatch",
    "ImportTally",
    "ImportedFile",
    "RowReason",
    "RowRejection",
    "export_events",
    "import_events",
    "import_table",
    "list_fault_rules",
    "list_faulty_rows",
    "list_imports",
    "list_rejected_rows",
    "read_csv",
    "read_dyad_periods",
    "read_gdelt",
    "read_icews",
    "read_jsonl",
    "read_phoenix",
    "read_polecat",
    "table_files",
]
