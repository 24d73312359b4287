"""A web address of the user's that each message is posted to: no redirects, no token, little time.

Name lookup alone is left to the system, and may take as long as it lets it.
"""

from __future__ import annotations

import ssl
import threading
import time

import httpx

from sharewatch.channels.faults import Undelivered
from sharewatch.channels.places import address
from sharewatch.hub.leash import Leash, LeashedTransport

LIMIT_S = 10.0


class Webhook:
    """Posts letters as JSON; any answer from 200 to 299 means that it was taken.

    Nothing of the answer but its status is looked at. ``limit_s`` is for all of it together.
    """

    def __init__(self, url: str, limit_s: float = LIMIT_S) -> None:
        self._url = address(url)
        self._limit_s = limit_s

    def deliver(self, letter: bytes) -> None:
        """Post it once; raises ``Undelivered``."""
        status = self._status(letter)
        if 300 <= status < 400:
            raise Undelivered(f"The webhook answered {status}: redirects are not followed.")
        if not 200 <= status < 300:
            raise Undelivered(f"The webhook answered {status}.")

    def _status(self, letter: bytes) -> int:
        leash = Leash(time.monotonic)
        transport = LeashedTransport(leash, ssl_context(), None)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        try:
            with httpx.Client(transport=transport, trust_env=False, timeout=self._limit_s) as web:
                leash.hold(self._limit_s, threading.Event())
                with web.stream("POST", self._url, content=letter, headers=headers) as answer:
                    return answer.status_code
        except httpx.TimeoutException as why:
            said = f"The webhook did not answer within {self._limit_s:g} s."
            raise Undelivered(said) from why
        except httpx.HTTPError as why:
            raise Undelivered(_sentence(why)) from why


def ssl_context() -> ssl.SSLContext:
    """Certificates are verified, always."""
    return httpx.create_ssl_context(trust_env=False)


def _sentence(why: BaseException) -> str:
    """What went wrong, without a word of the other side's."""
    cause: BaseException | None = why
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "The webhook's certificate can't be verified."
        cause = cause.__cause__ or cause.__context__
    if isinstance(why, httpx.ConnectError):
        return "The webhook can't be reached."
    return "The webhook's answer can't be understood."
