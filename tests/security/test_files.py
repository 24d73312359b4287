"""What is brought in is bounded, and what is kept is the user's alone."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted import ScriptedHub

from at_home import PROGRAM, Home
from sharewatch import settings as kept
from sharewatch import table_text
from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.past import snapshots
from sharewatch.past.reader import read
from sharewatch.store.connection import Connection
from sharewatch.store.store import Store
from sharewatch.table_text import ReadError

resource = pytest.importorskip("resource", reason="files have such rights on Unix alone")

ROOM = 1200 * 2**20
HEAD = "date,model_id,downloads_30d,downloads_all_time,likes\n"


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listener(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path.relative_to(Path.cwd())) if len(str(path)) > 100 else str(path))


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as one:
        one.writestr("../../evil.csv", HEAD)


def too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


def packed_bomb(path: Path) -> None:
    with gzip.open(path, "wb", 1) as file:
        for _ in range(300):
            file.write(b"," * 2**20)


def packed_zeros(path: Path) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(HEAD.encode())
        for _ in range(300):
            file.write(b"\0" * 2**20)


def database(path: Path) -> None:
    Store.open(path).close()


KINDS = (*(fifo, folder, loop, device, archive, too_large, packed_bomb, packed_zeros, database),)


def test_a_file_that_unpacks_to_ever_more_rows_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(gzip.compress((HEAD + "2026-05-01,Qwen/x,1,1,1\n" * 9_000).encode()))
    monkeypatch.setattr(snapshots, "MOST_ROWS", 5_000)
    with pytest.raises(ReadError, match="more than 5,000 rows; divide it by date"):
        read(path)
    monkeypatch.setattr(table_text, "LARGEST", 50_000)
    with pytest.raises(ReadError, match="GiB, unpacked; divide it by date"):
        read(path)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_no_table_is_refused_quickly_and_within_little_memory(
    home: Home, tmp_path: Path, kind: Callable[[Path], None]
) -> None:
    path = tmp_path / "file.csv"
    kind(path)
    done = subprocess.run(
        [sys.executable, "-m", "sharewatch", "import", str(path)],
        env=home.env(OPENBLAS_NUM_THREADS="1"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert done.stderr.startswith("sharewatch: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("evil*")) == []


def test_a_bad_row_among_good_ones_leaves_nothing(tmp_path: Path) -> None:
    path, data = tmp_path / "file.csv", str(tmp_path / "data")
    rows = [f"2026-05-01,Qwen/model-{at},{at},1,1\n" for at in range(3)]
    for bad in ("2026-05-01,Qwen/x,-1,1,1\n", "2026-05-01,Qwen/x,9223372036854775808,1,1\n",
                "2026-05-01,Qwen/x,NaN,1,1\n", "9999-99-99,Qwen/x,1,1,1\n"):  # fmt: skip
        path.write_text(HEAD + "".join(rows) + bad, "utf-8")
        assert cli.main(["--data-dir", data, "import", str(path)]) == Exit.INPUT
    assert cli.main(["--data-dir", data, "shares"]) == Exit.NOTHING


def test_no_database_is_trusted_with_functions_in_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "sharewatch.db"
    with Store.open(path) as store:
        assert store._connection.number("PRAGMA trusted_schema") == 0
    for read_only in (True, False):
        connection = Connection(path, read_only=read_only)
        assert connection.number("PRAGMA trusted_schema") == 0
        connection.close()


def test_a_planted_database_runs_nothing(tmp_path: Path) -> None:
    """A view in the place of a table, whose function would be called with the user's rights."""
    path = tmp_path / "sharewatch.db"
    Store.open(path).close()
    connection = Connection(path, read_only=False)
    with connection.transaction():
        connection.change("ALTER TABLE meta RENAME TO hidden")
        connection.change(
            "CREATE VIEW meta AS SELECT load_extension('/tmp/evil') AS key, 1 AS value"
        )
    connection.close()
    planted = Connection(path, read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="unsafe use of load_extension"):
        planted.all("SELECT key FROM meta")
    planted.close()


# What is kept


def rights(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_whatever_the_mask_everything_kept_is_the_users_alone(
    home: Home, hub: ScriptedHub, tmp_path: Path
) -> None:
    """The window runs, polls, logs and quits under a mask that hides nothing."""
    env = home.env()
    choose = "import os; os.umask(0); from sharewatch.__main__ import main; main()"
    home.choose(endpoint=hub.url)
    for shared in ("run", ".local/share", ".config"):  # as every desktop has them
        (home.path / shared).mkdir(mode=0o700, parents=True, exist_ok=True)
    there = {home.path, *home.path.rglob("*")}
    program = [sys.executable, "-c", choose]
    running = subprocess.Popen(program, env=env, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 40
    while not (len(hub.asked) >= 2 and list(home.data.glob("*.db"))):
        assert time.monotonic() < until, "it never polled"
        time.sleep(0.05)
    sockets = [one for one in home.path.rglob("*") if stat.S_ISSOCK(one.lstat().st_mode)]
    assert [one for one in sockets if rights(one) & 0o077] == []
    running.send_signal(signal.SIGTERM)
    running.wait(40)
    for command in (["poll"], ["export", "out.csv"], ["catalog", "--copy"]):
        done = [sys.executable, "-c", choose, *command]
        subprocess.run(done, env=env, cwd=home.data, capture_output=True, check=False, timeout=40)
    found = [one for one in home.path.rglob("*") if one not in there]
    assert {"sharewatch.db", "window.state", "out.csv"} <= {one.name for one in found}
    assert [one for one in found if one.is_dir() and rights(one) != 0o700] == []
    assert [
        f"{one} {rights(one):o}" for one in found if one.is_file() and rights(one) & 0o077
    ] == []


def test_a_log_is_the_users_alone_also_when_it_is_begun_anew(tmp_path: Path) -> None:
    program = (
        "import logging, os, pathlib, sys; os.umask(0); from sharewatch.ui import process\n"
        "process.LOG_BYTES = 400; process.keep_log(pathlib.Path(sys.argv[1]))\n"
        "for at in range(20): logging.getLogger('sharewatch').warning('line %s', at)"
    )
    log = tmp_path / "data" / "sharewatch.log"
    subprocess.run([sys.executable, "-c", program, str(log)], check=True, timeout=40)
    assert [rights(one) for one in (log, Path(f"{log}.1"), log.parent)] == [0o600, 0o600, 0o700]


def test_a_write_that_fails_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    kept.write_private(path, "old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept.write_private(path, "new")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_socket_takes_one_verb_and_nothing_else(home: Home, hub: ScriptedHub) -> None:
    """Whatever is written to it, the program goes on and answers nothing."""
    home.choose(endpoint=hub.url)
    running = subprocess.Popen(PROGRAM, env=home.env(), stderr=subprocess.DEVNULL)
    until = time.monotonic() + 40
    found: list[Path] = []
    while not found:
        assert running.poll() is None
        assert time.monotonic() < until
        found = [one for one in home.path.rglob("*") if stat.S_ISSOCK(one.lstat().st_mode)]
        time.sleep(0.05)
    for words in (b"quit\n", b"\x00" * 4096, b"raise\n" * 100, b""):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(found[0]))
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(40) == 0
