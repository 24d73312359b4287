"""A real HTTP server on loopback that answers as a test wrote it, faults included."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

DATE = "Sat, 09 May 2026 12:00:00 GMT"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)


@dataclass(frozen=True)
class Reply:
    """What to send, and how badly.

    ``cut`` hangs up after that many bytes of the body, ``cut_head`` of the head, ``length`` sends
    a Content-Length (else the body ends with the connection), ``drip_s`` pauses after every byte
    of the body, and ``stall`` sends nothing at all until the server closes.
    """

    status: int = 200
    body: bytes = b"[]"
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = JSON
    cut: int | None = None
    cut_head: int | None = None
    length: bool = True
    drip_s: float = 0.0
    drip_head_s: float = 0.0
    stall: bool = False


def page(rows: Iterable[dict[str, Any]], **headers: str) -> Reply:
    """A listing page."""
    return Reply(body=json.dumps(list(rows)).encode(), headers=headers)


def zipped(reply: Reply) -> Reply:
    """The same reply, packed."""
    headers = {**reply.headers, "Content-Encoding": "gzip"}
    return Reply(reply.status, gzip.compress(reply.body), headers, reply.kind)


def row(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A listing row with an ``_id`` of its own."""
    return {"_id": f"{number:024x}", "id": name or f"Qwen/model-{number}", "downloads": 7} | more


def next_link(url: str) -> str:
    """The Link header of a page that has a successor."""
    return f'<{url}>; rel="next"'


class Clock:
    """Time that passes only in waits, which a test can then look at.

    The client waits in slices of half a second; a full slice and the next one are one wait.
    """

    def __init__(self) -> None:
        self.now = 5000.0
        self.waits: list[float] = []
        self._goes_on = False

    def __call__(self) -> float:
        return self.now

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        if self._goes_on:
            self.waits[-1] += seconds
        else:
            self.waits.append(seconds)
        self._goes_on = seconds == 0.5
        self.now += seconds
        return stop.is_set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.server.asked.append(asked)
        reply = self.server.answer(asked)
        if reply.stall:
            self.close_connection = True
            self.server.closing.wait()
            return
        try:
            self._send(reply)
        except ConnectionError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        head = {"Date": DATE, "Content-Type": reply.kind} | reply.headers
        if reply.length:
            head.setdefault("Content-Length", str(len(reply.body)))
        lines = [f"HTTP/1.1 {reply.status} Said", *(f"{k}: {v}" for k, v in head.items() if v)]
        whole = "\r\n".join([*lines, "", ""]).encode()
        if reply.cut_head is not None:
            assert reply.cut_head < len(whole)
            self.close_connection = True
            self.wfile.write(whole[: reply.cut_head])
            return
        self._drip(whole, reply.drip_head_s)
        self._drip(reply.body[: reply.cut], reply.drip_s)
        if reply.cut is not None or not reply.length:
            self.close_connection = True

    def _drip(self, data: bytes, pause_s: float) -> None:
        if not pause_s:
            self.wfile.write(data)
            return
        for at in range(len(data)):
            if self.server.closing.wait(pause_s):
                return
            self.wfile.write(data[at : at + 1])

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, answer: Callable[[Asked], Reply], port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self.lines: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self.lines.append(line)
        return line, address

    def drop(self) -> None:
        """End every connection, so that no handler waits for a client that is still there."""
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news here."""


class ScriptedHub:
    """Serves replies in turn, the last one for ever, or whatever a function says."""

    def __init__(
        self,
        *script: Reply | Callable[[Asked], Reply],
        context: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self._script = list(script)
        self._server = _Server(self._answer, port)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if context is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def asked(self) -> list[Asked]:
        return self._server.asked

    @property
    def connections(self) -> int:
        return len(self._server.lines)

    def drop_connections(self) -> None:
        """End every connection; new ones are welcome."""
        self._server.drop()

    def say(self, *script: Reply | Callable[[Asked], Reply]) -> None:
        """Go on with another script."""
        self._script = list(script)

    def _answer(self, asked: Asked) -> Reply:
        said = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return said if isinstance(said, Reply) else said(asked)

    def __enter__(self) -> Self:
        self._thread.start()
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
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._thread.join()
        self._server.closing.set()
        self._server.drop()
        self._server.server_close()
