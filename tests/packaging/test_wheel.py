"""The wheel: that what pip installs has everything the program reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("sharewatch-*-py3-none-any.whl")
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_every_module_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    desktop = ROOT / "desktop"
    modules = {file.relative_to(desktop).as_posix() for file in desktop.rglob("*.py")}
    assert modules <= set(wheel.namelist())


def test_every_resource_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    files = [file for file in (ROOT / "resources").rglob("*.*") if file.name != ".gitkeep"]
    names = {f"sharewatch/{file.relative_to(ROOT).as_posix()}" for file in files}
    assert "sharewatch/resources/families.toml" in names
    assert names <= set(wheel.namelist())


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    (facts,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "sharewatch = sharewatch.__main__:main" in wheel.read(facts).decode()
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
