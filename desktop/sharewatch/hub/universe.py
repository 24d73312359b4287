"""The universe sweep at the source's side: one page of a task's models, and where to go on.

A sweep of thousands of pages outlasts rate-limit windows and restarts, so each page is an answer
of its own, and the place behind it is a text that can be kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from sharewatch.core.snapshot import BadRow, ModelRow
from sharewatch.hub.errors import BadPage, Refused, StaleCursor, TooLarge
from sharewatch.hub.line import Answer, Line
from sharewatch.hub.wire import EXPAND, SIZED_EXPAND, parse_page

MOST_PAGES = 20_000
"""More than the Hub has, by far: a listing that goes on beyond does not end."""

_PLACE = re.compile(r"([1-9][0-9]{0,5}):([!-~]{1,4000})").fullmatch
_NO_PLACE = "The Hub does not say where its listing goes on."

Ask = Callable[[httpx.URL], Answer]


@dataclass(frozen=True, slots=True)
class UniversePage:
    """One page of a task's models, by 30-day downloads from the highest down.

    ``next_cursor`` is where to go on, ``None`` at the listing's end. A count that moves between
    two pages lets rows repeat, or pass unseen: whoever gathers pages keeps the first sight of
    each ``hub_id``. ``as_of`` is the server's time of this page in UTC seconds, ``page`` its
    number in the listing from 1 on; a bad row's ``index`` is its place on the page.
    """

    rows: tuple[ModelRow, ...]
    bad_rows: tuple[BadRow, ...]
    next_cursor: str | None
    as_of: int
    page: int

    @property
    def lowest(self) -> int | None:
        """The smallest 30-day count on the page; ``None`` where no row has one."""
        counts = (row.downloads_30d for row in self.rows)
        return min((count for count in counts if count is not None), default=None)


def read_universe_page(
    line: Line, ask: Ask, task: str | None, cursor: str | None, *, limit: int, now: int
) -> UniversePage:
    """The page at a cursor that an earlier one gave, or a listing's first; see ``HubClient``.

    Of a cursor only what is the Hub's own goes into the address, as the value of one parameter:
    no text, wherever it was kept, can lead elsewhere.
    """
    number, place = _read_cursor(cursor)
    query = [("pipeline_tag", task)] if task else []
    query += [("sort", "downloads"), ("limit", str(limit))]
    behind = [("cursor", place)] if place else []

    def address(expand: tuple[str, ...]) -> httpx.URL:
        return line.url("", query + [("expand", name) for name in expand] + behind)

    try:
        answer = _sized(ask, address) if task else ask(address(EXPAND))
    except Refused as why:
        if place and why.status == 400:
            raise StaleCursor from why
        raise
    rows, bad_rows = parse_page(answer.body)
    following = _next_cursor(line, answer, number, place)
    return UniversePage(tuple(rows), tuple(bad_rows), following, answer.date or now, number)


def _sized(ask: Ask, address: Callable[[tuple[str, ...]], httpx.URL]) -> Answer:
    """A page with sizes, or without where a thousand chat templates are too large."""
    try:
        return ask(address(SIZED_EXPAND))
    except TooLarge:
        return ask(address(EXPAND))


def _read_cursor(cursor: str | None) -> tuple[int, str]:
    """A page's number and the Hub's own cursor, empty for a first page. Raises ``StaleCursor``."""
    if cursor is None:
        return 1, ""
    found = _PLACE(cursor)
    if found is None:
        raise StaleCursor
    return int(found[1]), found[2]


def _next_cursor(line: Line, answer: Answer, number: int, place: str) -> str | None:
    """The cursor behind a page. Raises ``ForeignHost``, and ``BadPage`` if it leads nowhere."""
    url = line.next_page(answer)
    if url is None:
        return None
    found = url.params.get("cursor", "")
    following = f"{number + 1}:{found}"
    if not _PLACE(following):
        raise BadPage(_NO_PLACE)
    if found == place:
        raise BadPage("The Hub's listing runs in a circle.")
    if number >= MOST_PAGES:
        raise BadPage(f"The Hub's listing does not end after {number} pages.")
    return following
