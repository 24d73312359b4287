"""A real HTTP server on loopback that answers as a test wrote it, faults included."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import Loopback, Quiet

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


class _Handler(Quiet, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ScriptedHub

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


class ScriptedHub(Loopback):
    """Serves replies in turn, the last one for ever, or whatever a function says."""

    def __init__(
        self,
        *script: Reply | Callable[[Asked], Reply],
        context: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(_Handler, context, port)
        self.asked: list[Asked] = []
        self._script = list(script)

    def say(self, *script: Reply | Callable[[Asked], Reply]) -> None:
        """Go on with another script."""
        self._script = list(script)

    def answer(self, asked: Asked) -> Reply:
        """What this request is told."""
        said = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return said if isinstance(said, Reply) else said(asked)
