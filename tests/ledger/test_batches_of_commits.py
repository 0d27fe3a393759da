"""How often a batch commits: by number, but not while most of the time would go into committing."""

import sqlite3
import time

import pytest

from detente.ledger.transactions import Transactions


@pytest.mark.parametrize(("spent", "commits"), [(0.0, 6), (0.5, 2)])
def test_commits_that_take_long_are_made_less_often(tmp_path, spent, commits):
    made = []

    def before_commit():
        made.append(1)
        time.sleep(spent)

    connection = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    connection.execute("CREATE TABLE kept (number INTEGER)")
    transactions = Transactions(connection, before_commit)
    with transactions.batch(1, 3600.0):
        for number in range(6):
            with transactions.one():
                connection.execute("INSERT INTO kept VALUES (?)", (number,))
                time.sleep(0.02)
    assert len(made) == commits
    assert connection.execute("SELECT count(*) FROM kept").fetchone() == (6,)
    connection.close()
