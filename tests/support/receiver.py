"""A real HTTP server on loopback that takes letters, or refuses them as a test wrote it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Posted:
    """One letter as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Behaviour:
    """How letters are answered: ``drip_s`` is the pause after each byte of the answer's head."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    drip_s: float = 0.0
    stall: bool = False
    raw: bytes | None = None


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.posted.append(Posted(self.path, headers, self.rfile.read(length)))
        how = self.server.behaviour
        if how.stall:
            self.server.closing.wait()
            return
        lines = [f"HTTP/1.1 {how.status} Said", *(f"{k}: {v}" for k, v in how.headers.items())]
        answer = how.raw if how.raw is not None else "\r\n".join([*lines, "", ""]).encode()
        with suppress(ConnectionError):
            for at in range(len(answer)) if how.drip_s else ():
                if self.server.closing.wait(how.drip_s):
                    return
                self.wfile.write(answer[at : at + 1])
            self.wfile.write(how.body if how.drip_s else answer + how.body)

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour = behaviour
        self.posted: list[Posted] = []
        self.closing = threading.Event()
        self.lines: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self.lines.append(line)
        return line, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hung up is no news here."""


class Receiver:
    """Takes letters while it is open; ``behaviour`` may be changed at any time."""

    def __init__(self, context: ssl.SSLContext | None = None, **behaviour: Any) -> None:
        self._server = _Server(Behaviour(**behaviour))
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if context is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}/hook?key=word"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def posted(self) -> list[Posted]:
        return self._server.posted

    @property
    def behaviour(self) -> Behaviour:
        return self._server.behaviour

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.closing.set()
        for line in self._server.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
