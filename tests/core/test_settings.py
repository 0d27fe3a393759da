"""Settings: one table, strict."""

import pytest

from detente.core.errors import SettingError
from detente.core.settings import SETTINGS, resolve_settings


def test_every_setting_has_a_default_and_words():
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.help and setting.unit and "." in setting.name for setting in SETTINGS)
    assert set(resolve_settings()) == set(names)


def test_words_are_read_as_the_kind_of_the_default():
    values = resolve_settings({"documents.seconds": "2", "documents.max_bytes": "1000"})
    assert values["documents.seconds"] == 2.0
    assert values["documents.max_bytes"] == 1000


def test_an_unknown_name_fails_and_names_the_nearest():
    with pytest.raises(SettingError) as caught:
        resolve_settings({"documents.max_byte": 1})
    assert "documents.max_bytes" in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", ["many", "-1", "1.5"])
def test_a_value_of_the_wrong_kind_fails(value):
    with pytest.raises(SettingError):
        resolve_settings({"documents.max_pages": value})
