"""What can go wrong between this machine and the Hub, each in one plain sentence.

The sentences are this program's own: text from a server is never shown to people.
"""

from __future__ import annotations

from typing import ClassVar


class HubError(Exception):
    """The Hub could not be asked, or its answer can't be used; the message is for people.

    ``passing`` faults are worth asking again at once or soon; ``retry_in`` is the least wait the
    server asked for, in seconds, zero when it asked for none.
    """

    passing: ClassVar[bool] = False
    sentence: ClassVar[str] = "The Hub could not be asked."

    def __init__(self, sentence: str = "", *, retry_in: float = 0.0) -> None:
        super().__init__(sentence or self.sentence)
        self.retry_in = retry_in


class Offline(HubError):
    """No connection: name lookup, refusal, or a line that broke."""

    passing = True
    sentence = "The Hub can't be reached. Check the network connection."


class TimedOut(HubError):
    """The whole answer was not there before the deadline of one request."""

    passing = True
    sentence = "The Hub did not answer in time."


class RateLimited(HubError):
    """The Hub's budget of requests is used up; it may be asked again in ``retry_in`` seconds."""

    passing = True
    sentence = "The Hub's request limit is used up."

    def __init__(self, retry_in: float) -> None:
        when = f"It may be asked again in about {max(1, round(retry_in / 60))} min."
        super().__init__(f"{self.sentence} {when}", retry_in=retry_in)


class Held(RateLimited):
    """The Hub asked to be left alone, and that time is not over: nothing was asked of it now."""

    sentence = "The Hub asked to be left alone for a while."


class ServerFault(HubError):
    """The Hub answered with a 5xx status."""

    passing = True
    sentence = "The Hub has a fault of its own. It usually passes."


class Refused(HubError):
    """The Hub would not answer this request: 401, 403 or another 4xx, its ``status``."""

    sentence = "The Hub refused the request. Check the access token."

    def __init__(self, sentence: str = "", *, status: int = 0, retry_in: float = 0.0) -> None:
        super().__init__(sentence, retry_in=retry_in)
        self.status = status


class StaleCursor(HubError):
    """A kept place in a listing that the Hub does not take (any more): begin the listing anew."""

    sentence = "The Hub no longer knows where its listing was left. It has to be read anew."


class Missing(HubError):
    """There is no such model, or it is private."""

    sentence = "The Hub knows no such model, or it is private."


class NotTheHub(HubError):
    """Something else answered in the Hub's place."""

    sentence = (
        "Something other than the Hub answered. A network that wants a sign-in page opened "
        "first does that."
    )


class BadPage(HubError):
    """An answer that was cut off, malformed or of another shape."""

    sentence = "The Hub's answer could not be read."


class TooLarge(HubError):
    """An answer larger than any real page."""

    sentence = "The Hub's answer is larger than any real page, and was not read."


class ForeignHost(HubError):
    """A link or redirect that leaves the Hub; it was not followed."""

    sentence = "The answer pointed away from the Hub, and was not followed."


class BadEndpoint(HubError):
    """An address that can't be a Hub's, or that no token may be sent to."""

    sentence = "The Hub's address is not usable."


class Cancelled(HubError):
    """The poll was called off."""

    sentence = "The poll was called off."
