"""The user's command: really run, really ended, and told nothing secret."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from sharewatch.channels.command import Command, harmless
from sharewatch.channels.faults import Undelivered

LETTER = b'{"text": "Qwen crossed; $(touch pwned) <img src=x>"}\n'


def python(code: str, *arguments: str) -> str:
    """A command line that runs some Python."""
    return shlex.join([sys.executable, "-c", code, *arguments])


def test_the_letter_is_on_standard_input_and_the_home_is_where_it_runs(tmp_path):
    out = tmp_path / "got"
    code = (
        "import json, os, sys; open(sys.argv[1], 'w').write("
        "json.dumps([sys.stdin.read(), os.getcwd(), sys.argv[2]]))"
    )
    Command(python(code, str(out), "two words; $HOME `id`")).deliver(LETTER)
    assert json.loads(out.read_text()) == [
        LETTER.decode(),
        str(Path.home().resolve()),
        "two words; $HOME `id`",
    ]


def test_no_shell_looks_at_it(tmp_path):
    mark = tmp_path / "pwned"
    Command(f"{shlex.quote(sys.executable)} -c pass ; touch {mark}").deliver(LETTER)
    assert not mark.exists()


def test_no_secret_is_in_its_environment(tmp_path, monkeypatch):
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "X_SECRET"):
        monkeypatch.setenv(name, "hf_secret")
    monkeypatch.setenv("HARMLESS", "yes")
    out = tmp_path / "environment"
    code = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"
    Command(python(code, str(out))).deliver(LETTER)
    seen = json.loads(out.read_text())
    assert seen["HARMLESS"] == "yes"
    assert "hf_secret" not in seen.values()


@pytest.mark.parametrize(
    "name",
    ["HF_TOKEN", "hf_token", "OPENAI_API_KEY", "APP_SECRET", "DB_PASSWORD", "TOKEN", "SSH_KEYS"],
)
def test_secrets_are_known_by_their_names(name):
    assert harmless({name: "x", "PATH": "/bin", "MONKEY": "kept"}) == {
        "PATH": "/bin",
        "MONKEY": "kept",
    }


def test_a_packaged_program_gives_the_systems_own_libraries_back(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert harmless({"LD_LIBRARY_PATH": "/opt/ours", "LD_LIBRARY_PATH_ORIG": "/theirs"}) == {
        "LD_LIBRARY_PATH": "/theirs"
    }
    assert harmless({"LD_LIBRARY_PATH": "/opt/ours"}) == {}


def test_one_that_fails_says_how():
    with pytest.raises(Undelivered, match=r"^The command ended with code 3\.$"):
        Command(python("raise SystemExit(3)")).deliver(LETTER)
    with pytest.raises(Undelivered, match=r"^The command was ended by signal 9\.$"):
        Command(python("import os; os.kill(os.getpid(), 9)")).deliver(LETTER)


def test_one_that_is_not_there_says_so():
    with pytest.raises(Undelivered, match="could not be started: No such file"):
        Command("/no/such/program").deliver(LETTER)


def test_one_that_does_not_read_its_input_is_fine():
    Command(python("import os; os.close(0)")).deliver(b"x" * 1_000_000)


def test_one_that_prints_without_end_fills_nothing(tmp_path):
    code = "import sys\nfor _ in range(20000): print('x' * 1000)"
    Command(python(code)).deliver(LETTER)


def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path, eventually_gone):
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(sys.argv[1], 'w').write(str(p.pid))\n"
        "time.sleep(600)"
    )
    with pytest.raises(Undelivered, match=r"still running after 1\.5 s"):
        Command(python(code, str(child)), limit_s=1.5).deliver(LETTER)
    eventually_gone(int(child.read_text()))


def test_one_that_leaves_something_running_in_the_back_is_done(tmp_path):
    code = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open(sys.argv[1], 'w').write(str(p.pid))"
    )
    child = tmp_path / "child"
    Command(python(code, str(child))).deliver(LETTER)
    os.kill(int(child.read_text()), 9)
