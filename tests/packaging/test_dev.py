"""The bootstrap behind the README's two commands."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "packaging" / "dev.py"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The bootstrap, with an environment of the test's own: this checkout's stays as it is."""
    spec = importlib.util.spec_from_file_location("dev", SOURCE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / ".venv"
    monkeypatch.setattr(module, "VENV", folder)
    monkeypatch.setattr(module, "PYTHON", str(folder / "bin" / "python"))
    monkeypatch.setattr(module, "STAMP", folder / "installed")
    return module


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SOURCE), *arguments],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_can_read_it_far_enough_to_be_told_its_age() -> None:
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("test", "more")])
def test_what_it_does_not_know_shows_how_to_use_it(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 64
    assert "packaging/dev.py start" in done.stdout


def test_it_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SOURCE)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (64, b"")


def test_continuous_integration_runs_the_same_command_as_a_person() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[-1] == "exec python3 packaging/dev.py test"


def test_an_audit_is_of_every_lock_file_and_by_its_hashes(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    tool = tmp_path / "pip-audit"
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {heard}\n', "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    dev.audit()
    asked = heard.read_text("utf-8").splitlines()
    assert [Path(line.split()[-1]).stem for line in asked] == list(dev.GROUPS)
    assert all("--require-hashes --disable-pip --strict" in line for line in asked)
    tool.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    with pytest.raises(SystemExit):
        dev.audit()


def test_only_root_on_debian_installs_and_others_get_one_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not dev.provide(("libnowhere1", "libnowhere2"), "To try, run")
    lines = capfd.readouterr().err.splitlines()
    assert [line.split() for line in lines if "apt-get" in line] == [
        ["sudo", "apt-get", "install", "--no-install-recommends", "libnowhere1", "libnowhere2"]
    ]


def test_nothing_missing_is_nothing_to_say(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dev.provide((), "To try, run")
    assert capfd.readouterr() == ("", "")


def test_an_environment_made_from_these_lock_files_is_left_alone(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> None:
        pytest.fail("made again")

    monkeypatch.setattr(dev, "make_venv", never)
    monkeypatch.setattr(dev, "fits", never)
    dev.VENV.mkdir()
    dev.STAMP.write_text(dev.digest("dev") + "\n", "utf-8")
    dev.install("dev")
    dev.install("run")  # what tests need holds all that runs


def test_each_lock_file_has_a_mark_of_its_own(dev: ModuleType) -> None:
    assert len({dev.digest(name) for name in dev.GROUPS}) == len(dev.GROUPS)


def test_an_environment_is_made_without_pip_and_known_again(dev: ModuleType) -> None:
    assert not dev.fits()
    dev.make_venv()
    assert dev.fits()
    assert not dev.succeeds(dev.PYTHON, "-m", "pip", "--version")
    pip = dev.installer()
    assert dev.succeeds(*pip, "list")


def test_a_broken_environment_is_known_as_such(dev: ModuleType) -> None:
    dev.make_venv()
    Path(dev.PYTHON).unlink()
    assert not dev.fits()
