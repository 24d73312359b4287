"""The line to one Hub: single requests, each pinned to its host, capped and timed as a whole."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from urllib.request import getproxies, proxy_bypass

import httpx

from sharewatch import __version__
from sharewatch.hub.access import Token, may_carry_token
from sharewatch.hub.body import read_body
from sharewatch.hub.errors import (
    BadEndpoint,
    BadPage,
    Cancelled,
    ForeignHost,
    HubError,
    Missing,
    NotTheHub,
    Offline,
    RateLimited,
    Refused,
    ServerFault,
    TimedOut,
    TooLarge,
)
from sharewatch.hub.leash import Leash, LeashedTransport
from sharewatch.hub.limits import Budget, http_date, retry_after

_API = "/api/models"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 5
_CONNECT_S = 10.0
_NAMELESS = "The Hub refused the request, which was made without an access token."
_NEXT = re.compile(r'<([^<>]*)>\s*;[^<>]*?\brel\s*=\s*"?next\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: its body is read and unpacked only when the status is 200."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def date(self) -> int | None:
        """The server's time in UTC seconds; ``None`` when it sends none that can be read."""
        return http_date(self.headers.get("date", ""))


class _Named(httpx.Auth):
    """Names who asks, in a way that leaves the token in no local variable of a traceback."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = self._token.bearer()
        yield request


class Line:
    """Opened on the first request, by the thread that makes it, for loading TLS roots is slow."""

    def __init__(
        self,
        endpoint: str,
        token: Token | None,
        *,
        transport: httpx.BaseTransport | None,
        clock: Callable[[], float],
        wall: Callable[[], float],
        deadline_s: float,
        max_bytes: int,
        trust_env: bool,
    ) -> None:
        self.requests = 0
        self.budget: Budget | None = None
        self._home = httpx.URL(endpoint + _API)
        self._token = token
        self._transport = transport
        self._clock = clock
        self._wall = wall
        self._deadline_s = deadline_s
        self._max_bytes = max_bytes
        self._trust_env = trust_env
        self._leash = Leash(clock)
        self._client: httpx.Client | None = None

    @property
    def has_token(self) -> bool:
        """Whether requests are made in somebody's name."""
        return self._token is not None

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def url(self, path: str, query: list[tuple[str, str]]) -> httpx.URL:
        """An address below the models' one."""
        return httpx.URL(f"{self._home}{path}?{urlencode(query)}")

    def next_page(self, answer: Answer) -> httpx.URL | None:
        """Where a listing goes on, ``None`` at its end. Raises ``ForeignHost``."""
        link = _NEXT.search(answer.headers.get("link", ""))
        return None if link is None else self._pinned(answer.url, link[1], whole_path=True)

    def get(self, url: httpx.URL, stop: threading.Event, missing: tuple[int, ...]) -> Answer:
        """The answer at an address or where the Hub redirects to; ``missing`` statuses mean that.

        Raises ``HubError`` for everything that is not a JSON answer with status 200.
        """
        for _ in range(_MOST_HOPS + 1):
            answer = self._send(url, stop)
            if answer.status not in _REDIRECTS:
                self._judge(answer, missing)
                return answer
            url = self._pinned(answer.url, answer.headers.get("location", ""), whole_path=False)
        raise BadPage("The Hub's redirects run in a circle.")

    def _send(self, url: httpx.URL, stop: threading.Event) -> Answer:
        """One request, one response."""
        client = self._open()
        self.requests += 1
        self._leash.hold(self._deadline_s, stop)
        # Said with each request and not once for the client: only a pinned address carries it.
        named = _Named(self._token) if self._token else None
        try:
            with client.stream("GET", url, auth=named) as response:
                headers = response.headers
                self.budget = Budget.read(headers, self._clock()) or self.budget
                body = self._read(response) if response.status_code == 200 else b""
                return Answer(url, response.status_code, headers, body)
        except httpx.ConnectTimeout as why:
            raise (Cancelled() if stop.is_set() else Offline()) from why
        except httpx.TimeoutException as why:
            raise (Cancelled() if stop.is_set() else TimedOut()) from why
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as why:
            raise _no_connection(why) from why

    def _read(self, response: httpx.Response) -> bytes:
        """A JSON body within the caps and the request's time."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise NotTheHub
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length[:19]) > self._max_bytes:
            raise TooLarge
        try:
            chunks = (self._in_time(chunk) for chunk in response.iter_raw())
            return read_body(chunks, response.headers.get("content-encoding", ""), self._max_bytes)
        except httpx.RemoteProtocolError as why:
            raise BadPage("The Hub's answer was cut off.") from why

    def _in_time(self, chunk: bytes) -> bytes:
        """A chunk, if it came before the deadline; for transports that keep no leash."""
        if not self._leash.left():
            raise httpx.ReadTimeout("the request's whole time is up")
        return chunk

    def _judge(self, answer: Answer, missing: tuple[int, ...]) -> None:
        """Raise what a status other than 200 means."""
        status = answer.status
        if status == 200:
            return
        if status in missing:
            raise Missing
        now = answer.date or self._wall()
        asked_for = retry_after(answer.headers.get("retry-after", ""), now)
        if status == 429:
            spent = self.budget.wait(self._clock()) if self.budget else 0.0
            raise RateLimited(max(asked_for, spent))
        if status == 408:
            raise TimedOut(retry_in=asked_for)
        if status == 511:
            raise NotTheHub
        if status >= 500:
            raise ServerFault(retry_in=asked_for)
        if status in (401, 403):
            raise Refused("" if self._token else _NAMELESS, status=status, retry_in=asked_for)
        if status >= 400:
            said = f"The Hub refused the request (status {status})."
            raise Refused(said, status=status, retry_in=asked_for)
        raise BadPage(f"The Hub answered with status {status}, which says nothing.")

    def _pinned(self, base: httpx.URL, target: str, *, whole_path: bool) -> httpx.URL:
        """A link's or redirect's address, if it stays on the host and among the models."""
        try:
            url = base.join(target)
        except (httpx.InvalidURL, ValueError) as why:
            raise ForeignHost from why
        home = self._home
        stays = (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)
        below = not whole_path and url.path.startswith(f"{home.path}/")
        if (
            not stays
            or url.userinfo
            or url.fragment
            or ".." in url.path
            or not (below or url.path == home.path)
        ):
            raise ForeignHost
        return url

    def _open(self) -> httpx.Client:
        """The client, made on first use. Raises ``BadEndpoint`` rather than show a token."""
        if self._client is None:
            if self._token and not may_carry_token(str(self._home)):
                raise BadEndpoint(
                    "The access token is not sent over plain http. Use an https address, or "
                    "no token."
                )
            self._client = httpx.Client(
                transport=self._transport or self._leashed(),
                follow_redirects=False,
                trust_env=False,
                timeout=httpx.Timeout(self._deadline_s, connect=min(_CONNECT_S, self._deadline_s)),
                headers={
                    "User-Agent": f"sharewatch/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
            )
        return self._client

    def _leashed(self) -> LeashedTransport:
        """A transport with TLS verified, through the environment's proxy if that is wished."""
        context = httpx.create_ssl_context(trust_env=self._trust_env)
        return LeashedTransport(self._leash, context, self._proxy())

    def _proxy(self) -> httpx.Proxy | None:
        """The environment's HTTP proxy for this Hub."""
        if not self._trust_env or proxy_bypass(self._home.host):
            return None
        known = getproxies()
        found = known.get(self._home.scheme) or known.get("all")
        if not found:
            return None
        address = found if "://" in found else f"http://{found}"
        if not address.startswith(("http://", "https://")):
            raise BadEndpoint("The environment's proxy is not an HTTP proxy.")
        return httpx.Proxy(address)


def _no_connection(why: BaseException) -> HubError:
    """Offline, unless what answered could not prove to be the Hub."""
    cause: BaseException | None = why
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotTheHub("What answered could not prove to be the Hub: its certificate fails.")
        cause = cause.__cause__ or cause.__context__
    return Offline()
