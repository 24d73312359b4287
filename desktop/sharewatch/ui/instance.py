"""One window per data folder: a second start raises the first and leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise\n"
_PATIENCE_MS = 1_000


class Instance(QObject):
    """Holds the lock of a data folder and hears of later starts.

    After a crash the lock file is stale, which Qt notices by the process being gone.
    """

    raise_requested = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._name = "sharewatch-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Become the one instance; otherwise raise the other one and return False.

        A folder that takes no lock file, for it is read-only, has no other instance to heed.
        """
        taken = self._lock.tryLock(0)
        if not taken and self._lock.error() is QLockFile.LockError.LockFailedError:
            self._raise_other()
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let the next start have it."""
        self._server.close()
        self._lock.unlock()

    def _raise_other(self) -> None:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_PATIENCE_MS):
            socket.write(_RAISE)
            socket.waitForBytesWritten(_PATIENCE_MS)
            socket.disconnectFromServer()

    def _on_connection(self) -> None:
        """Any later start wants one thing only, so what it writes is not even read."""
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raise_requested.emit()
