"""Settings survive a round trip, and nonsense is refused by name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sharewatch.settings import Settings, SettingsError, read_settings, write_settings


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Settings()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    chosen = Settings(
        interval_minutes=60,
        endpoint="https://hub.example",
        catalog='C:\\a "b".toml',
        consented=True,
    )
    write_settings(path, chosen)
    assert read_settings(path) == chosen
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("interval_minutes = 5", "interval_minutes: 5; it takes 15 to 10080"),
        ("interval_minutes = true", "interval_minutes takes a int"),
        ("intervall = 60", "unknown key 'intervall'"),
        ("theme = 'pink'", "theme: 'pink'"),
        ("endpoint = 'ftp://x'", "endpoint: 'ftp://x'"),
        ("theme = ", "Invalid value"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refused:
        read_settings(path)
    assert str(path) in str(refused.value)
    assert says in str(refused.value)
