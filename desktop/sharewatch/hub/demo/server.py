"""The embedded Hub: a world behind HTTP on 127.0.0.1, in the Hub's wire form.

Everything a client can see is simulated but the request budget, which runs on real time.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any

import msgspec

from sharewatch.hub.demo.answers import (
    BAD_CREDENTIALS,
    LIMITED,
    LIMITED_ANONYMOUS,
    Answer,
    answer,
    failure,
)
from sharewatch.hub.demo.budget import Budget
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.listing import World

_log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1"
_NOTICES_A_STOP_WITHIN_S = 0.05


def etag(body: bytes) -> str:
    """The Hub's weak ETag: the length in hex and 27 characters of the base64 SHA-1."""
    digest = base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    return f'W/"{len(body):x}-{digest[:27]}"'


class EmbeddedHub:
    """A Hub on a free port of 127.0.0.1 that lists ``world`` as of ``clock``.

    ``quota`` requests are served per ``window_s`` real seconds (``None``: as good as unlimited).
    With a ``token``, requests that bear it count as signed in and other tokens are refused;
    without one, tokens are ignored. ``stop`` leaves neither a thread nor a socket behind.
    """

    def __init__(
        self,
        world: World,
        clock: SimulatedClock,
        *,
        quota: int | None = 500,
        window_s: float = 300,
        token: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.world = world
        self.clock = clock
        self.token = token
        self.budget = Budget(quota, window_s, monotonic)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The endpoint, such as ``http://127.0.0.1:41234``; only while it runs."""
        if self._server is None:
            raise RuntimeError("the embedded Hub is not running")
        return self._server.url

    def start(self) -> None:
        """Listen and serve on threads of its own until ``stop``."""
        if self._server is not None:
            raise RuntimeError("the embedded Hub is running already")
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(_NOTICES_A_STOP_WITHIN_S,),
            name="embedded-hub",
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and wait for every thread; stopping twice is harmless."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None and thread is not None:
            server.shutdown()
            thread.join()
            server.hang_up()
            server.server_close()

    def __enter__(self) -> EmbeddedHub:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, target: str, authorization: str | None, base_url: str) -> Answer:
        """Answer one charged request, whatever its budget says."""
        authenticated = False
        if self.token is not None and authorization is not None:
            if authorization != f"Bearer {self.token}":
                return failure(401, BAD_CREDENTIALS)
            authenticated = True
        listing = self.world.models_at(self.clock.now())
        return answer(listing, target, base_url, authenticated)

    def refusal(self, authorization: str | None) -> Answer:
        """The 429 of an exhausted budget."""
        if self.token is not None and authorization == f"Bearer {self.token}":
            return failure(429, LIMITED.format(quota=self.budget.quota))
        return failure(429, LIMITED_ANONYMOUS.format(address=ADDRESS))


class _Server(socketserver.ThreadingTCPServer):
    """One thread per connection; knows its connections, so that it can end them."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, hub: EmbeddedHub) -> None:
        self.hub = hub
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((ADDRESS, 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            super().shutdown_request(request)

    def hang_up(self) -> None:
        """End connections that idle between requests."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    _log.debug("a client hung up first")

    def handle_error(self, *connection: Any) -> None:
        if isinstance(sys.exception(), ConnectionError):
            _log.debug("a client hung up: %s", connection[1])
        else:
            _log.exception("the embedded Hub failed while serving %s", connection[1])


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 for one connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece

    def do_GET(self) -> None:
        """Answer a GET, or a HEAD without its body."""
        hub = self.server.hub
        authorization = self.headers.get("Authorization")
        charge = hub.budget.spend()
        if charge.allowed:
            found = hub.answer(self.path, authorization, self.server.url)
        else:
            found = hub.refusal(authorization)
        body = b"" if found.body is None else msgspec.json.encode(found.body)
        self.send_response_only(found.status)
        self.send_header("Date", formatdate(hub.clock.now(), usegmt=True))
        for name, value in (*charge.headers, *found.headers.items()):
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("ETag", etag(body))
            self.send_header("Vary", "Accept-Encoding")
            if _takes_gzip(self.headers.get("Accept-Encoding", "")):
                body = gzip.compress(body, compresslevel=1, mtime=0)
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer like a GET."""
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        """Keep requests out of the standard error stream."""
        _log.debug(*args)


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header asks for gzip."""
    for offer in accepted.lower().split(","):
        coding, _, weight = offer.partition(";")
        if coding.strip() == "gzip":
            return weight.strip().replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
