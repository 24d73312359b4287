"""The lock files: what the README's two commands install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {file.stem: file for file in (ROOT / "packaging" / "requirements").glob("*.txt")}
GROUPS = {"run": ["build"], "dev": ["build", "dev"], "package": ["build", "package"]}


def pinned(name: str) -> list[Requirement]:
    lines = LOCKS[name].read_text("utf-8").splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if not line.startswith(" ")]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def asked(name: str) -> list[Requirement]:
    facts = project()
    groups = (line for group in GROUPS[name] for line in facts["dependency-groups"][group])
    return [Requirement(line) for line in (*facts["project"]["dependencies"], *groups)]


def key(requirement: Requirement) -> str:
    return re.sub(r"[-_.]+", "-", requirement.name).lower()


def test_there_is_one_lock_file_for_each_purpose() -> None:
    assert set(LOCKS) == set(GROUPS)


@pytest.mark.parametrize("name", GROUPS)
def test_a_lock_file_is_pins_and_hashes_and_nothing_else(name: str) -> None:
    pin = re.compile(r"[a-z0-9][a-z0-9.-]*==[0-9][0-9a-z.]*( ; [a-zA-Z0-9_<>=!'. ()]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    for line in LOCKS[name].read_text("utf-8").splitlines():
        assert pin.fullmatch(line) or digest.fullmatch(line), line


@pytest.mark.parametrize("name", GROUPS)
def test_a_lock_file_satisfies_what_the_project_asks_for(name: str) -> None:
    versions: dict[str, list[str]] = {}
    for pin in pinned(name):
        versions.setdefault(key(pin), []).append(next(iter(pin.specifier)).version)
    for wanted in asked(name):
        assert key(wanted) in versions
        assert all(wanted.specifier.contains(found) for found in versions[key(wanted)])


@pytest.mark.parametrize("name", ["dev", "package"])
def test_tests_and_packages_are_made_of_what_runs(name: str) -> None:
    def bare(pins: list[Requirement]) -> set[tuple[str, str]]:
        return {(key(pin), str(pin.specifier)) for pin in pins}

    assert bare(pinned("run")) <= bare(pinned(name))


@pytest.mark.parametrize("name", ["pyside6-essentials", "shiboken6"])
def test_qt_is_locked_for_every_system(name: str) -> None:
    text = LOCKS["run"].read_text("utf-8")
    entry = re.search(rf"^{name}==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert entry
    systems = 5  # Linux and Windows on two kinds of processor each, macOS on both at once
    assert entry.group().count("--hash=") >= systems
