"""A transport on a leash: each request has one deadline for all of it, and can be called off.

httpx counts its timeout anew for every read, so a server that drips bytes holds a request for
as long as it likes. Here every read of the socket is made in short slices, and between slices
the whole request's deadline and the wish to go on are looked at. The slices also bound how long
a cancelled poll goes on: a slice, not a timeout. Name lookup alone is left to the system.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable
from math import inf
from typing import Any

import httpcore
import httpx

_SLICE_S = 0.1


class Leash:
    """How long the request under way may still take, by the given clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = inf
        self._stop: threading.Event | None = None

    def hold(self, seconds: float, stop: threading.Event) -> None:
        """Start a request's time."""
        self._until = self._clock() + seconds
        self._stop = stop

    def left(self) -> float:
        """Seconds left; zero when time is up or nobody wants the answer any more."""
        if self._stop is not None and self._stop.is_set():
            return 0.0
        return max(0.0, self._until - self._clock())

    def pull(self, timeout: float | None, error: type[Exception]) -> float:
        """The shorter of a timeout and what is left. Raises ``error`` when nothing is."""
        left = self.left()
        if not left:
            raise error("the request's whole time is up")
        return left if timeout is None else min(left, timeout)


class LeashedTransport(httpx.HTTPTransport):
    """httpx' own transport over leashed sockets, straight or through one HTTP proxy."""

    def __init__(self, leash: Leash, context: ssl.SSLContext, proxy: httpx.Proxy | None) -> None:
        super().__init__(verify=context)
        backend = _LeashedBackend(leash)
        if proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
            return
        self._pool = httpcore.HTTPProxy(
            proxy_url=str(proxy.url),
            proxy_auth=proxy.raw_auth,
            ssl_context=context,
            network_backend=backend,
        )


class _LeashedBackend(httpcore.NetworkBackend):
    """Opens sockets within the request's time."""

    def __init__(self, leash: Leash) -> None:
        self._leash = leash
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._plain.connect_tcp(
            host,
            port,
            self._leash.pull(timeout, httpcore.ConnectTimeout),
            local_address,
            socket_options,
        )
        return _LeashedStream(stream, self._leash)


class _LeashedStream(httpcore.NetworkStream):
    """A socket whose every operation ends with the request's time."""

    def __init__(self, stream: httpcore.NetworkStream, leash: Leash) -> None:
        self._stream = stream
        self._leash = leash

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        slice_s = _SLICE_S if timeout is None else min(timeout, _SLICE_S)
        while True:
            left = self._leash.pull(slice_s, httpcore.ReadTimeout)
            try:
                return self._stream.read(max_bytes, left)
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._leash.pull(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._leash.pull(timeout, httpcore.ConnectTimeout)
        secure = self._stream.start_tls(ssl_context, server_hostname, left)
        return _LeashedStream(secure, self._leash)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
