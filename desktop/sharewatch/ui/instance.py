"""One window per data folder: a second start raises the first and leaves."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise\n"
_PATIENCE_MS = 1_000
_TRY_EVERY_MS = 50
_MOST_GUESTS = 8
_LONGEST_ADDRESS = 100
"""Bytes; systems differ in what the address of a Unix socket holds, this is in all of them."""


class Instance(QObject):
    """Holds the lock of a data folder and hears of later starts.

    After a crash the lock file is stale, which Qt notices by the process being gone. Later starts
    speak through a socket that only this user may open. It knows one word; whoever says another,
    or nothing for a second, is hung up on, and no more than a few are listened to at once.
    """

    raise_requested = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.address = address_for(folder)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._guests: set[_Guest] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_GUESTS)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Become the one instance; otherwise raise the other one and return False.

        A folder that takes no lock file, for it is read-only, has an instance if one answers.
        """
        if not self._lock.tryLock(0):
            if self._raise_other():
                return False
            refused = self._lock.error() is QLockFile.LockError.LockFailedError
            if refused and not self._take_from_stranger():
                return False
        QLocalServer.removeServer(self.address)
        self._server.listen(self.address)
        return True

    def release(self) -> None:
        """Let the next start have it."""
        self._server.close()
        for guest in tuple(self._guests):
            guest.leave()
        self._lock.unlock()

    def _take_from_stranger(self) -> bool:
        """Take a lock whose process is gone and its number another program's by now."""
        pid, *_ = self._lock.getLockInfo()
        if is_sharewatch(pid):
            return False
        with suppress(OSError):
            Path(self._lock.fileName()).unlink()
        return self._lock.tryLock(0)

    def _raise_other(self) -> bool:
        """Whether there is one that hears it; one that just starts is given a moment."""
        for _ in range(_PATIENCE_MS // _TRY_EVERY_MS):
            socket = QLocalSocket()
            socket.connectToServer(self.address)
            if socket.waitForConnected(_PATIENCE_MS):
                socket.write(_RAISE)
                socket.waitForBytesWritten(_PATIENCE_MS)
                socket.disconnectFromServer()
                return True
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return False  # nobody is known to be there
            QThread.msleep(_TRY_EVERY_MS)
        return False

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._guests) < _MOST_GUESTS:
                guest = _Guest(socket, self)
                guest.heard.connect(self._on_heard)
                guest.left.connect(self._on_left)
                self._guests.add(guest)
                guest.listen()
            else:
                socket.abort()
                socket.deleteLater()

    @Slot(bytes)
    def _on_heard(self, word: bytes) -> None:
        if word == _RAISE:
            self.raise_requested.emit()

    @Slot(object)
    def _on_left(self, guest: _Guest) -> None:
        if guest in self._guests:
            self._guests.remove(guest)
            guest.deleteLater()


class _Guest(QObject):
    """Who has connected: listened to for a word, or until patience ends."""

    heard = Signal(bytes)
    left = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.leave)
        socket.setParent(self)
        socket.setReadBufferSize(len(_RAISE))
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(self._on_gone)

    def listen(self) -> None:
        """Begin, with what was said already."""
        self._patience.start()
        self._on_ready()
        if self._socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self._on_gone()

    @Slot()
    def leave(self) -> None:
        """Hang up."""
        self._socket.abort()

    @Slot()
    def _on_ready(self) -> None:
        if self._socket.bytesAvailable() >= len(_RAISE):
            self.heard.emit(self._socket.read(len(_RAISE)).data())
            self.leave()

    @Slot()
    def _on_gone(self) -> None:
        self.left.emit(self)


def address_for(folder: Path) -> str:
    """Where the instance of a data folder listens: short, and in the user's own runtime folder.

    Without such a folder, or with one too deep for a socket, it is in the data folder; if that is
    too deep as well, and on Windows and macOS, where Qt puts a bare name.
    """
    name = "sharewatch-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    if sys.platform in ("win32", "darwin"):
        return name  # a pipe with its owner's rights, and a temporary folder of the user's own
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for path in (Path(runtime) / name if is_private(runtime) else None, folder / "window.socket"):
        if path is not None and len(os.fsencode(path)) <= _LONGEST_ADDRESS:
            return str(path)
    return name


def is_private(folder: str) -> bool:
    """Whether a folder is there, the user's own, and closed to others."""
    try:
        seen = Path(folder).stat()
    except OSError:
        return False
    return Path(folder).is_absolute() and seen.st_uid == os.getuid() and not seen.st_mode & 0o077


def is_sharewatch(pid: int) -> bool:
    """Whether a running process may be a Sharewatch; where one can't look, it may."""
    line = Path(f"/proc/{pid}/cmdline")
    try:
        return b"sharewatch" in line.read_bytes()
    except OSError:
        return not Path("/proc/self").exists()
