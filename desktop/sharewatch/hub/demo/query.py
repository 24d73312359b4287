"""What a listing is asked for, and the page that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sharewatch.hub.demo.cursor import Cursor, read_cursor, write_cursor
from sharewatch.hub.demo.listing import Listing

MAX_LIMIT = 1000
SORTS = ("createdAt", "downloads", "lastModified", "likes", "trendingScore")


class QueryError(ValueError):
    """A query the Hub would answer with 400."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The parameters of ``/api/models``; ``pairs`` are all of them as they came."""

    pairs: tuple[tuple[str, str], ...]
    author: str | None
    search: str | None
    filters: tuple[str, ...]
    pipeline_tag: str | None
    gated: bool | None
    sort: str
    limit: int
    cursor: Cursor | None
    expand: frozenset[str]


def read_pairs(query: str) -> tuple[tuple[str, str], ...]:
    """Names and values of a query string, ``expand[]`` already rewritten to ``expand``."""
    return tuple(
        ("expand" if name == "expand[]" else name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
    )


def read_expand(pairs: Iterable[tuple[str, str]], known: frozenset[str]) -> frozenset[str]:
    """The expanded fields; one unknown name spoils the request."""
    names = frozenset(value for name, value in pairs if name == "expand")
    if unknown := sorted(names - known):
        raise QueryError(f'Invalid option "{unknown[0]}" at expand')
    return names


def read_list_query(query: str, known: frozenset[str]) -> ListQuery:
    """Read the query string of a listing; ``QueryError`` as the Hub would refuse it."""
    pairs = read_pairs(query)
    last = dict(pairs)
    sort = last.get("sort", "trendingScore")
    if sort not in SORTS:
        raise QueryError(f'Invalid option "{sort}" at sort')
    gated = last.get("gated")
    if gated is not None and gated.lower() not in ("true", "false"):
        raise QueryError(f'Invalid option "{gated}" at gated')
    limit = last.get("limit", str(MAX_LIMIT))
    if not (limit.isascii() and limit.isdigit() and int(limit) > 0):
        raise QueryError("Invalid number at limit")
    try:
        cursor = read_cursor(sort, last["cursor"]) if "cursor" in last else None
    except ValueError as why:
        raise QueryError(str(why)) from why
    return ListQuery(
        pairs,
        last.get("author"),
        last.get("search"),
        tuple(value for name, value in pairs if name == "filter"),
        last.get("pipeline_tag"),
        None if gated is None else gated.lower() == "true",
        sort,
        min(int(limit), MAX_LIMIT),
        cursor,
        read_expand(pairs, known),
    )


def page(listing: Listing, query: ListQuery) -> tuple[Sequence[int], str | None]:
    """The positions of one page's models, and the query string of the next page if any."""
    found = _ordered(listing, _matching(listing, query), query.sort)
    if query.cursor is not None:
        after = query.cursor
        found = [
            i for i in found if after.before(listing.key(query.sort, i), listing.cards[i].hub_id)
        ]
    here = found[: query.limit]
    if len(found) == len(here):
        return here, None
    last = Cursor(listing.key(query.sort, here[-1]), listing.cards[here[-1]].hub_id)
    kept = [(name, value) for name, value in query.pairs if name != "cursor"]
    return here, urlencode([*kept, ("cursor", write_cursor(query.sort, last))])


def _matching(listing: Listing, query: ListQuery) -> Sequence[int]:
    """Positions of the listed models that meet every condition of the query."""
    found = listing.listed
    if query.author is not None:
        found = listing.by_owner.get(query.author.lower(), ())
    cards = listing.cards
    if query.search:
        text = query.search.lower()
        found = [i for i in found if text in cards[i].model_id.lower()]
    if query.pipeline_tag:
        found = [i for i in found if cards[i].pipeline_tag == query.pipeline_tag]
    if query.gated is not None:
        found = [i for i in found if bool(cards[i].gated) is query.gated]
    for tag in query.filters:
        found = [
            i
            for i in found
            if tag in cards[i].tags or tag in (cards[i].pipeline_tag, cards[i].library_name)
        ]
    return found


def _ordered(listing: Listing, found: Sequence[int], sort: str) -> list[int]:
    """Positions by sort key, highest first, then ``_id``; models without a key come last."""
    by_id = sorted(found, key=lambda index: listing.cards[index].hub_id)
    keyed: list[tuple[Any, int]] = []
    keyless: list[int] = []
    for index in by_id:
        key = listing.key(sort, index)
        if key is None:
            keyless.append(index)
        else:
            keyed.append((key, index))
    keyed.sort(key=itemgetter(0), reverse=True)
    return [index for _, index in keyed] + keyless
