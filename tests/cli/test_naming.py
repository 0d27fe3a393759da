"""Who is meant by a word."""

import pytest

from detente.actors import Actor, read_actor_base
from detente.actors.lookup import find_actor
from detente.core.errors import UnknownNameError


@pytest.mark.parametrize(
    ("word", "identity"),
    [
        ("RUS", "RUS"),
        ("rus", "RUS"),
        ("Russia", "RUS"),
        ("Russian", "RUS"),
        ("united states", "USA"),
        ("Moscow", "RUS"),
    ],
)
def test_a_state_by_any_of_its_names(word, identity):
    assert find_actor(word, read_actor_base()).id == identity


def test_an_actor_that_only_the_ledger_knows():
    own = Actor("acme-arms", "Acme Arms", "company", "USA")
    assert find_actor("acme arms", read_actor_base(), others=[own]) is own


def test_nobody():
    with pytest.raises(UnknownNameError) as caught:
        find_actor("Pakistaan", read_actor_base())
    assert "Pakistan" in caught.value.hint
