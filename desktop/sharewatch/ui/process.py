"""What a running program owes its system: a log, a record of faults, an ear for signals."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from sharewatch.settings import write_private

LOG = logging.getLogger("sharewatch")
LOG_BYTES = 1_000_000


def keep_log(path: Path) -> None:
    """Write warnings and faults to a file that never grows beyond two of its size."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    sys.excepthook = log_exception


def keep_state(path: Path, state: bytes) -> None:
    """Keep the window's place and view; a disk that can't is no reason to stop anything."""
    try:
        write_private(path, state.decode("ascii"))
    except OSError:
        LOG.exception("the window's place could not be kept")


def log_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Write down a fault in a slot, which Qt would only print."""
    LOG.critical("unexpected", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def open_outside(what: str | Path) -> None:
    """Open a file, a folder or an https address with whatever the desktop has for it."""
    text = str(what)
    web = text.startswith("https://")
    QDesktopServices.openUrl(QUrl(text) if web else QUrl.fromLocalFile(text))


def begin_with_defaults(why: str) -> bool:
    """Ask what to do about settings that can't be read; a start from a menu shows no text."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)  # nobody else listens while the question stands
    box = QMessageBox(QMessageBox.Icon.Warning, "Sharewatch", "The settings can't be read.")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(f"{why}\n\nThe file is kept beside a new one, or is yours to mend.")
    begin = box.addButton("Begin with defaults", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is begin


class Signals(QObject):
    """Hears SIGTERM and SIGINT while Qt's loop runs.

    Python runs its handlers only between two of its own instructions, so a pipe that the signal
    writes to wakes Qt, which wakes Python.
    """

    def __init__(self, quit_in_order: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._wakeup = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._wakeup.activated.connect(lambda *_: self._reader.recv(64))
        signal.set_wakeup_fd(self._writer.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: quit_in_order())

    def close(self) -> None:
        """Stop listening."""
        signal.set_wakeup_fd(-1)
        self._wakeup.setEnabled(False)
        for end in (self._reader, self._writer):
            end.close()
