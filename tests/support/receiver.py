"""A real HTTP server on loopback that takes letters, or refuses them as a test wrote it."""

from __future__ import annotations

import json
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import Loopback, Quiet


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


class _Handler(Quiet, BaseHTTPRequestHandler):
    server: Receiver

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


class Receiver(Loopback):
    """Takes letters while it is open; ``behaviour`` may be changed at any time."""

    def __init__(self, context: ssl.SSLContext | None = None, **behaviour: Any) -> None:
        super().__init__(_Handler, context)
        self.url += "/hook?key=word"
        self.behaviour = Behaviour(**behaviour)
        self.posted: list[Posted] = []
