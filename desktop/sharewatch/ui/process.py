"""What a running program owes its system: a log, an ear for signals and for a session's end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox

from sharewatch.settings import write_private

LOG = logging.getLogger("sharewatch")
LOG_BYTES = 1_000_000
LEAVE = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
"""The signals that ask to leave; a terminal that is closed sends the last, on Unix."""


def keep_log(path: Path, *filters: logging.Filter) -> None:
    """Write warnings and faults to a file that never grows beyond two of its size.

    It is this user's alone; ``filters`` see every line before.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _PrivateLog(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    for one in filters:
        handler.addFilter(one)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


class _PrivateLog(RotatingFileHandler):
    """A log that nobody else can read, whatever the user's mask."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding)


def keep_state(path: Path, state: bytes) -> None:
    """Keep the window's place and view; a disk that can't is no reason to stop anything."""
    try:
        write_private(path, state.decode("ascii"))
    except OSError:
        LOG.exception("the window's place could not be kept")


def open_outside(what: str | Path) -> None:
    """Open a file, a folder or an https address with whatever the desktop has for it."""
    text = str(what)
    web = text.startswith("https://")
    QDesktopServices.openUrl(QUrl(text) if web else QUrl.fromLocalFile(text))


def begin_with_defaults(why: str) -> bool:
    """Ask what to do about settings that can't be read; a start from a menu shows no text."""
    for number in LEAVE:
        signal.signal(number, signal.SIG_DFL)  # nobody else listens while the question stands
    box = QMessageBox(QMessageBox.Icon.Warning, "Sharewatch", "The settings can't be read.")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(f"{why}\n\nThe file is kept beside a new one, or is yours to mend.")
    begin = box.addButton("Begin with defaults", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is begin


def leave(code: int) -> None:
    """Leave at once if a thread is still at something that hangs, all else having been closed.

    Python would cut it off in the middle of Qt while it takes Qt down, which aborts.
    """
    main = threading.main_thread()
    others = [one for one in threading.enumerate() if one is not main]
    if any(not one.name.startswith("Dummy-") for one in others):  # those stand for Qt's, ended
        logging.shutdown()
        os._exit(code)


class Signals(QObject):
    """Hears the signals that ask to leave while Qt's loop runs; ``nohup`` keeps SIGHUP away.

    Python runs its handlers only between two of its own instructions, so a pipe that the signal
    writes to wakes Qt, which wakes Python. One quits from within the loop, for a quit before it
    begins is forgotten.
    """

    def __init__(self, quit_in_order: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._wakeup = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._wakeup.activated.connect(lambda *_: self._reader.recv(64))
        signal.set_wakeup_fd(self._writer.fileno())
        for number in LEAVE:
            nohup = number not in LEAVE[:2] and signal.getsignal(number) is signal.SIG_IGN
            if not nohup:
                signal.signal(number, lambda *_: QTimer.singleShot(0, quit_in_order))

    def close(self) -> None:
        """Stop listening."""
        signal.set_wakeup_fd(-1)
        self._wakeup.setEnabled(False)
        for end in (self._reader, self._writer):
            end.close()


class SessionEnd(QObject):
    """Hears of the end of the user's session, which is neither held up nor asked about.

    Asked to, it has everything stored, for the system may end the program at any moment from
    then on. A session whose end is given up goes on with the program running.
    """

    def __init__(
        self,
        app: QGuiApplication,
        store: Callable[[], object],
        quit_in_order: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._quit_in_order = quit_in_order
        app.commitDataRequest.connect(self._on_asked)
        app.saveStateRequest.connect(self._on_asked)
        app.aboutToQuit.connect(self._on_leaving)

    @Slot()
    def _on_asked(self) -> None:
        self._store()

    @Slot()
    def _on_leaving(self) -> None:
        self._quit_in_order()
