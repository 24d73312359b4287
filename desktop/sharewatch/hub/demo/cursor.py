"""Cursors: where a listing goes on, in the form the Hub writes them.

A cursor is base64 of the query that finds the rest: the rows with the same key and a higher
``_id``, those with a lower key, and those without one. To a client it is opaque.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass

Key = int | float | str

_HUB_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its sort key (``None`` where it has none) and its ``_id``."""

    key: Key | None
    hub_id: str

    def before(self, key: Key | None, hub_id: str) -> bool:
        """Whether a row with this key and ``_id`` comes later in the listing."""
        if key == self.key:
            return hub_id > self.hub_id
        if key is None or self.key is None:
            return key is None
        if isinstance(key, str) or isinstance(self.key, str):
            return str(key) < str(self.key)
        return key < self.key


def write_cursor(field: str, cursor: Cursor) -> str:
    """The cursor as the Hub writes it for a listing sorted by ``field``."""
    return base64.b64encode(
        json.dumps(_rest(field, cursor), separators=(",", ":")).encode()
    ).decode()


def read_cursor(field: str, text: str) -> Cursor:
    """Read a cursor of a listing sorted by ``field``; ``ValueError`` if it isn't one."""
    try:
        found = json.loads(base64.b64decode(text, validate=True))
        first = found["$or"][0]
        cursor = Cursor(first[field], first["_id"]["$gt"])
    except (binascii.Error, UnicodeDecodeError, ValueError, LookupError, TypeError) as why:
        raise ValueError("Invalid cursor") from why
    wanted = str if field in ("createdAt", "lastModified") else (int, float)
    if (
        not isinstance(cursor.hub_id, str)
        or not _HUB_ID.fullmatch(cursor.hub_id)
        or isinstance(cursor.key, bool)
        or (cursor.key is not None and not isinstance(cursor.key, wanted))
        or found != _rest(field, cursor)
    ):
        raise ValueError("Invalid cursor")
    return cursor


def _rest(field: str, cursor: Cursor) -> dict[str, list[dict[str, object]]]:
    """The query for the rows behind a cursor."""
    here: dict[str, object] = {field: cursor.key, "_id": {"$gt": cursor.hub_id}}
    if cursor.key is None:
        return {"$or": [here]}
    return {"$or": [here, {field: {"$lt": cursor.key}}, {field: None}]}
