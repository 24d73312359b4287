"""A damaged database at the window: told apart from other failures, repaired, and opened again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from series import qwen_rises
from sharewatch.cli import parser as cli
from sharewatch.core.health import Ailment
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.faults import KNOWN
from sharewatch.places import place
from sharewatch.program.choices import Choices
from sharewatch.settings import Settings
from sharewatch.store.errors import CorruptDatabase
from sharewatch.ui.pages.health.card import REPAIR
from sharewatch.ui.window import Window
from sharewatch.ui.worker import Worker

pytestmark = pytest.mark.usefixtures("no_qthread_left")

PAGE = 4096


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Five days of a recorded series."""
    recorded = qwen_rises(tmp_path / "series.csv")
    assert cli.main(["--data-dir", str(tmp_path / "data"), "replay", str(recorded), "--json"]) == 0
    return tmp_path / "data" / "sharewatch.db"


class Program:
    """Window, choices and poll thread, as the composition root connects them."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        chosen = argparse.Namespace(demo=False, endpoint="", background=False, days_per_minute=None)
        self.window = Window()
        qtbot.addWidget(self.window)
        self.choices = Choices(chosen, place(folder), Settings())
        self.worker = Worker[WindowDesk](
            lambda: self.choices.open_desk(self.worker.tell), (*KNOWN, InterruptedError)
        )
        self.worker.polled.connect(self.window.show_board)
        self.worker.progressed.connect(self.window.show_progress)
        self.worker.failed.connect(self.choices.look_at_failure)
        self.worker.poll_failed.connect(self.window.show_problem)
        self.choices.damaged.connect(self.window.show_damage)
        self.choices.repaired.connect(self.window.show_repaired)
        self.choices.desk_changed.connect(lambda _: self.worker.begin_anew())
        self.window.health.repair_requested.connect(self.choices.repair)


@pytest.fixture
def program(database: Path, qtbot: QtBot) -> Iterator[Program]:
    at_work = Program(database.parent, qtbot)
    yield at_work
    assert at_work.worker.stop(10_000)


def wipe(database: Path) -> None:
    """Zero every page behind the schema's that is not the last."""
    content = bytearray(database.read_bytes())
    for at in range(8 * PAGE, len(content) - PAGE, 9 * PAGE):
        content[at : at + PAGE] = bytes(PAGE)
    database.write_bytes(content)


def test_a_damaged_database_is_repaired_from_the_window_and_opened(
    program: Program, database: Path, qtbot: QtBot
) -> None:
    wipe(database)
    before = database.read_bytes()
    window = program.window
    with qtbot.waitSignal(program.choices.damaged, timeout=20_000):
        program.worker.start()
    assert window.page == "health"
    (card,) = window.health.cards
    assert "is damaged" in card.what.text()
    card.buttons[REPAIR].click()
    (question,) = window.findChildren(QMessageBox)
    with qtbot.waitSignals([program.choices.repaired, program.worker.polled], timeout=20_000):
        question.defaultButton().click()
    qtbot.waitUntil(lambda: not window.health.cards)
    told = [box for box in window.findChildren(QMessageBox) if "was damaged" in box.text()]
    assert [box.informativeText().startswith("Saved:") for box in told] == [True]
    assert window.status.cancel.isHidden(), "nothing is under way any more"
    (aside,) = database.parent.glob("sharewatch.db.damaged-*")
    assert aside.read_bytes() == before


def test_another_failure_is_no_damage(program: Program, database: Path, qtbot: QtBot) -> None:
    database.unlink()
    database.mkdir()
    with (
        qtbot.assertNotEmitted(program.choices.damaged),
        qtbot.waitSignal(program.worker.poll_failed, timeout=20_000),
    ):
        program.worker.start()
    assert program.window.health.cards == ()


def test_damage_that_is_found_while_it_is_open_is_found_once(
    program: Program, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(program.worker.polled, timeout=20_000):
        program.worker.start()
    program.choices.damaged.connect(
        lambda text: program.worker.post(lambda desk: desk.note(Ailment.DATABASE, text))
    )
    seen = list[str]()
    program.choices.damaged.connect(seen.append)

    def stumble(_desk: WindowDesk) -> None:
        raise CorruptDatabase("The database here is damaged. It can be repaired.")

    with qtbot.waitSignal(program.choices.damaged, timeout=20_000):
        program.worker.post(stumble)
    program.worker.post(stumble)
    health = program.window.health
    qtbot.waitUntil(lambda: [one.ailment for one in health.findings] == [Ailment.DATABASE])
    assert REPAIR in health.cards[0].buttons
    assert len(seen) == 1
    program.choices.desk_changed.disconnect()
    program.choices.repair()
    with qtbot.waitSignal(program.worker.polled, timeout=20_000) as looked:
        program.worker.begin_anew()
    assert [one.ended_at is None for one in looked.args[0].health] == [False]
