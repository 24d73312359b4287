"""What a Linux desktop reads: the menu entry and the software centre's page."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sharewatch import __version__

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
ENTRY = LINUX / "sharewatch.desktop"
(PAGE,) = LINUX.glob("*.metainfo.xml")


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # its keys are told apart by case
    parser.read_string(ENTRY.read_text("utf-8"))
    return parser["Desktop Entry"]


def test_the_menu_entry_opens_the_window() -> None:
    assert entry()["Exec"] == "sharewatch"
    assert entry()["Terminal"] == "false"


def test_the_menu_entry_is_the_one_the_window_names() -> None:
    app = (ROOT / "desktop" / "sharewatch" / "program" / "app.py").read_text("utf-8")
    assert f'setDesktopFileName("{ENTRY.stem}")' in app
    assert entry()["StartupWMClass"] == ENTRY.stem


def test_the_icon_is_one_that_ships() -> None:
    assert (ROOT / "resources" / "icons" / f"{entry()['Icon']}.svg").is_file()


def test_the_page_names_the_menu_entry_the_licence_and_this_version() -> None:
    page = ET.parse(PAGE).getroot()
    assert page.findtext("launchable") == ENTRY.name
    assert page.findtext("project_license") == "Apache-2.0"
    newest = page.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__


@pytest.mark.parametrize(
    "command",
    [
        ("desktop-file-validate", str(ENTRY)),
        ("appstreamcli", "validate", "--no-net", "--pedantic", str(PAGE)),
    ],
    ids=lambda command: command[0],
)
def test_the_desktops_own_validator_agrees(command: tuple[str, ...]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
