"""A disk that is full, only read or damaged: what the desk and both faces do, and say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest

from at_work import at_work
from ordinary_user import folder_of_an_ordinary_user
from series import qwen_rises
from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.core.health import Ailment
from sharewatch.core.questions import SharesOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import Progress
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.recording import read_recording
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.intake.poll import unheard
from sharewatch.places import Place, place
from sharewatch.settings import Settings
from sharewatch.store import backups
from sharewatch.store.errors import DiskFull, ReadOnlyStore
from sharewatch.store.store import Store
from typed import typing_into
from watched_files import WHY_NOT, Step, watching

STOP = Event()
RULE = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """A Hub with five days to tell, at the first of them."""
    recording = read_recording(qwen_rises(tmp_path / "series.csv"), None)
    clock = SimulatedClock(recording.dates[0], speed=0)
    with EmbeddedHub(recording, clock, quota=None) as served:
        yield served.url


@pytest.fixture
def where(tmp_path: Path) -> Place:
    return place(tmp_path / "data")


def window(where: Place, hub: str, *, may_poll: bool = True) -> WindowDesk:
    return WindowDesk(build.open_desk(where, Settings(endpoint=hub), may_poll=may_poll))


def ailments(desk: WindowDesk) -> dict[Ailment, str]:
    return {one.ailment: one.what for one in desk.board().findings}


def copies(where: Place) -> int:
    return len(backups.backups_of(where.database(demo=False)))


# -- backups -------------------------------------------------------------------------------


def test_the_days_first_poll_leaves_a_copy_and_the_next_none(where: Place, hub: str) -> None:
    desk = window(where, hub)
    heard: list[Progress] = []
    desk.poll(STOP, heard.append)
    (copy,) = backups.backups_of(where.database(demo=False))
    assert backups.look_at(copy.path).polls == 1
    assert heard[-1].task == "Making the day's backup"
    assert Ailment.BACKUP not in ailments(desk)
    heard.clear()
    desk.poll(STOP, heard.append)
    assert (copies(where), heard[-1].task) == (1, "")
    desk.close()


def test_a_poll_from_the_command_line_leaves_one_too(
    where: Place, hub: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data-dir", str(where.data), "--endpoint", hub]
    assert cli.main([*folder, "poll", "--json"]) == Exit.DONE
    assert capsys.readouterr().err == ""
    assert copies(where) == 1


def test_a_copy_that_can_not_be_made_is_a_finding_and_no_fault_of_the_poll(
    where: Place, hub: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(backups, "_ROOM", 10**12)
    desk = window(where, hub)
    assert desk.poll(STOP, unheard).shown is not None
    assert "No backup was made: the disk has" in ailments(desk)[Ailment.BACKUP]
    monkeypatch.undo()
    desk.poll(STOP, unheard)
    assert Ailment.BACKUP not in ailments(desk)
    desk.close()
    monkeypatch.setattr(backups, "is_due", lambda *_: True)
    folder = ["--data-dir", str(where.data), "--endpoint", hub]
    assert cli.main([*folder, "poll"]) == Exit.DONE
    assert "There is a copy of today already." in capsys.readouterr().err


def test_a_copy_that_is_called_off_is_made_after_the_next_poll(where: Place, hub: str) -> None:
    desk, stop = window(where, hub), Event()

    def call_off(progress: Progress) -> None:
        if progress.task:
            stop.set()

    desk.poll(stop, call_off)
    assert copies(where) == 0
    desk.poll(STOP, unheard)
    assert copies(where) == 1
    desk.close()


def test_damage_is_noticed_where_a_copy_would_be_made_and_said(where: Place, hub: str) -> None:
    desk = window(where, hub)
    desk.poll(STOP, unheard)
    (copy,) = backups.backups_of(where.database(demo=False))
    copy.path.unlink()
    with Store.open(where.database(demo=False)) as store, store.write():
        store._connection.change("UPDATE observation SET likes = 6")
    desk.poll(STOP, unheard)
    assert copies(where) == 0
    assert "`sharewatch repair`" in ailments(desk)[Ailment.DATABASE]
    desk.close()


def test_the_demo_has_no_copies(tmp_path: Path) -> None:
    recording = read_recording(qwen_rises(tmp_path / "series.csv"), None)
    with at_work(tmp_path / "data" / "demo.db", recording, recording.dates[0]) as work:
        WindowDesk(work.desk).poll(STOP, unheard)
        assert not backups.folder_of(work.store.path).exists()


# -- only read -----------------------------------------------------------------------------


@pytest.fixture
def reader(hub: str) -> Iterator[Path]:
    """Where modes count."""
    assert hub  # it reads its series while that can be read
    with folder_of_an_ordinary_user() as folder:
        yield folder


def polled(folder: Path, hub: str) -> Place:
    """A folder with a poll and a rule, and what a program leaves when it ends."""
    found = place(folder)
    desk = window(found, hub)
    desk.poll(STOP, unheard)
    desk.save_rule(RULE)
    desk.close()
    (folder / "sharewatch.db-journal").unlink()  # while it is there, a folder need not be written
    return found


@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o555, 0o600), (0o555, 0o444), (0o755, 0o444)]
)
def test_where_nothing_can_be_written_everything_can_be_looked_at(
    reader: Path, hub: str, folder_mode: int, file_mode: int
) -> None:
    found = polled(reader, hub)
    found.database(demo=False).chmod(file_mode)
    reader.chmod(folder_mode)
    before = found.database(demo=False).read_bytes()
    desk = window(found, hub)
    board = desk.board()
    assert board.viewing.endswith("Nothing is polled or changed.")
    assert board.shown is not None
    assert (len(board.rules), board.next_poll_at, desk.next_due()) == (1, None, None)
    assert desk.ask(SharesOf()).shares
    with pytest.raises(ReadOnlyStore, match="Nothing is polled or changed"):
        desk.poll(STOP, unheard)
    with pytest.raises(ReadOnlyStore, match="can only be read"):
        desk.save_rule(RULE)
    assert desk.claim_notices() == ()
    assert desk.mark_read((1,)).viewing
    assert desk.mark_health_read((1,)).viewing
    assert desk.count_again(STOP, unheard).viewing
    desk.close()
    assert found.database(demo=False).read_bytes() == before


def test_commands_that_ask_work_there_and_those_that_write_say_why_not(
    reader: Path, hub: str, capsys: pytest.CaptureFixture[str]
) -> None:
    polled(reader, hub)
    reader.chmod(0o555)
    run = typing_into(reader, capsys, "--endpoint", hub)
    code, out, _ = run("shares", "--json")
    assert (code, {one["family"] for one in json.loads(out)} >= {"Qwen", "Llama"}) == (0, True)
    assert run("check")[0] == Exit.DONE
    code, out, err = run("poll")
    assert (code, out) == (Exit.DATABASE, "")
    assert "Nothing is polled or changed." in err
    code, out, err = run("rules", "add", "--family", "Qwen", "--above", "0.5")
    assert (code, out) == (Exit.DATABASE, "")
    assert "can only be read" in err
    code, out, err = run("repair")
    assert (code, out) == (Exit.DATABASE, "")
    assert "This user may not write" in err


def test_a_folder_that_can_only_be_read_gets_no_database_to_look_at(reader: Path) -> None:
    reader.chmod(0o555)
    with pytest.raises(ReadOnlyStore, match="may not write"):
        build.open_desk(place(reader), Settings())


# -- full ----------------------------------------------------------------------------------


@pytest.fixture
def full() -> Iterator[Callable[[bool], None]]:
    """Say whether the disk is full: no write that wants room finds any."""
    if WHY_NOT:
        pytest.skip(WHY_NOT)
    said = {"full": False}

    def hear(step: Step) -> int:
        grows = step.what == "write" and step.at + len(step.data) > Path(step.path).stat().st_size
        return sqlite3.SQLITE_FULL if said["full"] and grows else 0

    with watching(hear):
        yield lambda is_so: said.update(full=is_so)


def test_a_program_that_starts_on_a_full_disk_shows_what_there_is_and_goes_on_with_room(
    where: Place, hub: str, full: Callable[[bool], None]
) -> None:
    before = window(where, hub)
    before.save_rule(RULE)
    before.poll(STOP, unheard)
    before.close()
    full(True)
    desk = window(where, hub)
    assert desk.board().shown is not None
    assert desk.board().viewing == ""
    assert "The disk is full" in ailments(desk)[Ailment.DISK]
    assert desk.ask(SharesOf()).shares
    with pytest.raises(DiskFull):
        desk.poll(STOP, unheard)
    assert "The disk is full" in ailments(desk)[Ailment.DISK]
    full(False)
    assert desk.poll(STOP, unheard).shown.seq == 2
    assert Ailment.DISK not in ailments(desk)
    desk.close()


def test_what_was_to_be_told_at_the_start_is_told_once_there_is_room(
    where: Place, hub: str, full: Callable[[bool], None]
) -> None:
    before = window(where, hub)
    before.poll(STOP, unheard)
    before.save_rule(
        Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 100), tell_on_creation=True)
    )
    before.poll(STOP, unheard)
    claimed = {one.id for one in before.claim_notices()}
    assert claimed
    before.close()
    full(True)
    desk = window(where, hub)
    full(False)
    assert {one.id for one in desk.claim_notices()} == claimed
    desk.close()
