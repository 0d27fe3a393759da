"""SQL on the record reads lists on a connection that did nothing before, and nothing may be changed by it."""

import pytest

from detente.core.errors import UsageError
from detente.ledger import open_ledger


@pytest.mark.parametrize("table", ["json_each", "json_tree"])
def test_a_connection_that_did_nothing_else_reads_lists(ledger, table):
    text = f"SELECT value FROM {table}(:ids) WHERE atom IS NOT NULL ORDER BY value"  # noqa: S608
    ledger.close()
    with open_ledger(ledger.folder, create=False, read_only=True) as again:
        for _ in range(2):
            assert again.record_sql(text, {"ids": '["b", "a"]'}) == [{"value": "a"}, {"value": "b"}]


def test_other_virtual_tables_are_made_by_nobody(ledger):
    with pytest.raises(UsageError):
        ledger.record_sql("CREATE VIRTUAL TABLE temp.more USING fts5(x)")
    with pytest.raises(UsageError):
        ledger.record_sql("INSERT INTO sentence_search (rowid) VALUES (1)")
