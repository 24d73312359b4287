"""The check that runs before Qt is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sharewatch import libraries

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux leaves Qt's libraries to the system"
)


def test_nothing_is_missing_where_qt_itself_loads() -> None:
    program = "import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtNetwork, PySide6.QtDBus"
    loads = subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    assert loads == (libraries.missing(xcb=False) == ())


def test_a_library_the_loader_cannot_find_is_named_by_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(libraries.BASE, "libsharewatch-nowhere.so.9", "libnowhere9")
    assert "libnowhere9" in libraries.missing(xcb=False)


def test_the_x_screens_libraries_are_asked_for_only_on_an_x_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(libraries.XCB, "libsharewatch-nowhere.so.9", "libnowhere9")
    assert "libnowhere9" in libraries.missing(xcb=True)
    assert "libnowhere9" not in libraries.missing(xcb=False)


def test_packages_are_named_once_and_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libnowhere-b.so.1", "libnowhere-a.so.1"):
        monkeypatch.setitem(libraries.BASE, name, "libnowhere1")
    monkeypatch.setitem(libraries.BASE, "libnowhere-c.so.1", "aaa-first")
    found = libraries.missing(xcb=False)
    assert found.count("libnowhere1") == 1
    assert list(found) == sorted(found)


def test_a_system_without_any_font_is_told_to_install_one(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}/none</dir></fontconfig>", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from sharewatch import libraries; print(libraries.missing(False))"],
        env=os.environ | {"FONTCONFIG_FILE": str(config), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert libraries.FONT in done.stdout


def test_other_systems_bring_their_libraries_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries.BASE, "libsharewatch-nowhere.so.9", "libnowhere9")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert libraries.missing(xcb=True) == ()


def test_the_advice_is_one_line_to_run() -> None:
    line = libraries.advice(("libegl1", "libgl1"))
    assert line == "sudo apt-get install --no-install-recommends libegl1 libgl1"


def test_looking_needs_nothing_but_the_standard_library() -> None:
    source = Path(libraries.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(source)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
