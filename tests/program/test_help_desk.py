"""What the window copies for a question: the whole report, and a word that it was copied."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

if not os.environ.get("SHAREWATCH_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QGuiApplication

from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.core.health import Ailment, Finding
from sharewatch.places import Place
from sharewatch.program.choices import Choices
from sharewatch.program.help_desk import copy_report
from sharewatch.settings import Settings
from sharewatch.ui.tray import Tray
from sharewatch.ui.window import Window

BOARD = Board(Source(SourceKind.HUB, "huggingface.co"), 0, 0)
WRONG = Finding(Ailment.CHANNEL, "The webhook https://hooks.example/T0/x refused.", "Look.")


@pytest.mark.parametrize("endpoint", ["", "http://[broken"])
def test_diagnostics_hold_what_the_window_knows_and_no_secret(
    qtbot: QtBot, tmp_path: Path, endpoint: str
) -> None:
    settings = Settings(command="notify --key sesame", endpoint=endpoint)
    where = Place(tmp_path, tmp_path)
    window, tray = Window(), Tray()
    qtbot.addWidget(window)
    window.show_settings(settings)
    window.show_board(replace(BOARD, findings=(WRONG,)))
    chosen = Namespace(demo=False, endpoint="", background=False, days_per_minute=None)
    copy_report(where, Choices(chosen, where, settings), window, tray)
    text = QGuiApplication.clipboard().text()
    assert "wrong, channel       The webhook https://hooks.example/*** refused." in text
    assert "screen by            offscreen" in text or os.environ.get("SHAREWATCH_TEST_DISPLAY")
    assert "messages             the inbox; a command" in text
    assert "[Log]" in text
    assert "sesame" not in text
    assert window.status.text.text().startswith("Diagnostics copied: ")
