"""A server on loopback, to be told what it says, that lets go of everybody when it closes."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Quiet(BaseHTTPRequestHandler):
    """Speaks to one client, and not of it."""

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


class Loopback(ThreadingHTTPServer):
    """Serves on a port of its own, or on a given one, from ``__enter__`` until ``close``.

    A handler that stalls waits for ``closing``; ``lines`` are all connections there were.
    """

    daemon_threads = False

    def __init__(
        self, handler: type[Quiet], context: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        super().__init__(("127.0.0.1", port), handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        scheme = "http" if context is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self.server_address[1]}"
        self.closing = threading.Event()
        self.lines: list[socket.socket] = []
        self._serving = threading.Thread(target=self.serve_forever, args=(0.01,))

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self.lines.append(line)
        return line, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news here."""

    def drop(self) -> None:
        """End every connection, so that no handler waits for a client that is still there."""
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._serving.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Answer no more; whoever knocks is refused."""
        if not self._serving.is_alive():
            return
        self.shutdown()
        self._serving.join()
        self.closing.set()
        self.drop()
        self.server_close()
