"""The client: an owner's listing, a task's, or one model, asked of the Hub politely, read safely.

One client serves one thread. It speaks to one host only, takes no more than it can hold, waits
when the Hub says so, and can be called off at any moment. Nothing but ``HubError`` leaves it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from sharewatch.core.identity import is_model_id
from sharewatch.core.snapshot import BadRow, ModelRow, OwnerSweep
from sharewatch.hub.access import Token
from sharewatch.hub.errors import BadPage, Missing
from sharewatch.hub.limits import Budget
from sharewatch.hub.line import Answer, Line
from sharewatch.hub.patience import Patience
from sharewatch.hub.universe import UniversePage, read_universe_page
from sharewatch.hub.wire import EXPAND, SIZED_EXPAND, parse_model, parse_page


@dataclass(frozen=True, slots=True)
class PageNote:
    """How far one owner's sweep is: pages and models so far, and what the Hub's budget allows.

    ``resets_in`` is in seconds; ``waiting`` says why nothing moves just now, or is empty.
    """

    pages: int
    models: int
    requests_left: int | None = None
    resets_in: float | None = None
    waiting: str = ""


@dataclass(slots=True)
class _Listing:
    """One owner's listing while its pages arrive."""

    rows: dict[str, ModelRow] = field(default_factory=dict)
    bad_rows: list[BadRow] = field(default_factory=list)
    pages: int = 0
    length: int = 0
    as_of: int | None = None


def _say_nothing(_note: PageNote) -> None:
    """For callers who don't watch."""


def _tell_nobody(_why: str) -> None:
    """For callers who don't listen."""


def _wait(stop: threading.Event, seconds: float) -> bool:
    """Wait unless called off; whether it was."""
    return stop.wait(seconds)


class HubClient:
    """Asks one Hub.

    ``deadline_s`` is for each request as a whole, ``max_bytes`` for each answer on the wire and
    unpacked, ``max_attempts`` for each page. A wait longer than ``patience_s`` is left to the
    caller: the fault that asked for it is raised, and ``Held`` for all that is asked within it.
    ``clock`` counts seconds for deadlines and budgets, ``wall`` gives UTC seconds,
    ``wait(stop, seconds)`` sleeps and says whether it was called off. Proxies of the environment
    are used only with ``trust_env``.
    """

    def __init__(
        self,
        endpoint: str,
        token: Token | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        wait: Callable[[threading.Event, float], bool] = _wait,
        deadline_s: float = 30.0,
        max_bytes: int = 8 * 2**20,
        page_size: int = 1000,
        max_pages: int = 1000,
        max_attempts: int = 4,
        patience_s: float = 600.0,
        trust_env: bool = False,
    ) -> None:
        self._line = Line(
            endpoint,
            token,
            transport=transport,
            clock=clock,
            wall=wall,
            deadline_s=deadline_s,
            max_bytes=max_bytes,
            trust_env=trust_env,
        )
        self._clock = clock
        self._wall = wall
        self._patience = Patience(
            self._line,
            clock,
            rng or random.SystemRandom(),
            wait,
            max_attempts=max_attempts,
            longest_s=patience_s,
        )
        self._page_size = page_size
        self._max_pages = max_pages

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; a later request opens the line again."""
        self._line.close()

    @property
    def requests(self) -> int:
        """All requests made so far, repeated and redirected ones too: what the Hub counts."""
        return self._line.requests

    @property
    def budget(self) -> Budget | None:
        """What the Hub last said of its budget, on this client's clock."""
        return self._line.budget

    @property
    def hold(self) -> float:
        """Seconds for which the Hub asks to be left alone from now on; 0 when it does not."""
        return self._patience.hold

    def probe(self, stop: threading.Event) -> None:
        """One small request that is not repeated: raises ``HubError`` unless it is answered."""
        url = self._line.url("", [("limit", "1")])
        parse_page(self._patience.ask(url, stop, _tell_nobody, (), attempts=1).body)

    def sweep_owner(
        self,
        owner: str,
        *,
        stop: threading.Event,
        on_page: Callable[[PageNote], None] = _say_nothing,
    ) -> OwnerSweep:
        """Every model of one owner, page after page; an empty listing is an answer too.

        Sorted by ``createdAt``, which never changes: the cursor stands on the sort key, and by
        a count that moves between two pages rows would be repeated or passed over. Rows are
        unique by ``_id``, the first sight kept. ``as_of`` is the server's ``Date`` of the first
        page, or this machine's clock when the server sends none that can be read.

        Raises ``HubError``; half a listing is never returned.
        """
        listing = _Listing()
        query = [("author", owner), ("sort", "createdAt"), ("limit", str(self._page_size))]
        url: httpx.URL | None = self._line.url("", query + [("expand", name) for name in EXPAND])
        asked: set[str] = set()
        while url is not None:
            if str(url) in asked:
                raise BadPage("The Hub's listing runs in a circle.")
            if listing.pages == self._max_pages:
                raise BadPage(f"The Hub's listing does not end after {listing.pages} pages.")
            asked.add(str(url))
            answer = self._patience.ask(
                url, stop, lambda why: on_page(self._note(listing, why)), missing=(404,)
            )
            self._add_page(listing, owner, answer)
            on_page(self._note(listing))
            url = self._line.next_page(answer)
            if url is not None and url.params.get("author", "").lower() != owner.lower():
                raise BadPage("The Hub's listing goes on as another one.")
        return OwnerSweep(
            owner,
            tuple(listing.rows.values()),
            tuple(listing.bad_rows),
            listing.pages,
            listing.as_of,
        )

    def universe_page(
        self,
        task: str | None,
        cursor: str | None,
        stop: threading.Event,
        say: Callable[[str], None] = _tell_nobody,
    ) -> UniversePage:
        """One page of a task's models (of all models for ``None``) by falling 30-day downloads.

        ``cursor`` is the ``next_cursor`` of the page before, kept over restarts if need be, or
        ``None`` for the first. ``say`` hears why nothing moves just now. Of a task sizes from
        GGUF files are asked for too, unless the page becomes too large with them.

        Raises ``HubError``, of which ``StaleCursor`` means: begin anew without a cursor.
        """
        return read_universe_page(
            self._line,
            lambda url: self._patience.ask(url, stop, say, missing=()),
            task,
            cursor,
            limit=self._page_size,
            now=int(self._wall()),
        )

    def model(self, model_id: str, *, stop: threading.Event) -> ModelRow:
        """One model as it is now; a renamed one is found under its new path.

        Raises ``Missing`` when the Hub knows none or keeps it private, else another ``HubError``.
        """
        if not is_model_id(model_id):
            raise Missing
        url = self._line.url(f"/{model_id}", [("expand", name) for name in SIZED_EXPAND])
        # Without a token the Hub says 401 for what it does not have.
        missing = (404,) if self._line.has_token else (401, 404)
        return parse_model(self._patience.ask(url, stop, _tell_nobody, missing).body)

    def _add_page(self, listing: _Listing, owner: str, answer: Answer) -> None:
        """Take one page's rows into the listing."""
        rows, bad_rows = parse_page(answer.body, owner, listing.length)
        for row in rows:
            listing.rows.setdefault(row.hub_id, row)
        listing.bad_rows += bad_rows
        listing.length += len(rows) + len(bad_rows)
        listing.pages += 1
        if listing.as_of is None:
            listing.as_of = answer.date or int(self._wall())

    def _note(self, listing: _Listing, waiting: str = "") -> PageNote:
        """What a watcher is told of a listing."""
        budget = self._line.budget
        return PageNote(
            listing.pages,
            len(listing.rows),
            budget.remaining if budget else None,
            budget.resets_in(self._clock()) if budget else None,
            waiting,
        )
