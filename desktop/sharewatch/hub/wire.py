"""The Hub's JSON as typed rows: what is read, what is refused, and why.

A bad row is skipped and named; a bad page raises. One typed pass reads a page of good rows, and
only a page with a bad one is read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from sharewatch.core.identity import is_model_id
from sharewatch.core.snapshot import MOST, BadRow, ModelRow
from sharewatch.hub.errors import BadPage, NotTheHub

# Asked for in every request. Each name costs bytes on every row, so nothing else is.
EXPAND = (
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "likes",
    "pipeline_tag",
    "disabled",
    "baseModels",
    "safetensors",
)

# Where sizes are looked for in GGUF files too. There the total comes with the whole chat template,
# some 8 kB a row: too much for every poll, as it never changes, and for the whole Hub.
SIZED_EXPAND = (*EXPAND, "gguf")

_HUB_ID = re.compile(r"[0-9a-f]{24}").fullmatch
_RELATION = re.compile(r"[a-z_-]{1,32}").fullmatch
_LONGEST_TAG = 64
_BASE = "base_model:"

_Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Base(msgspec.Struct):
    id: str | None = None


class _Bases(msgspec.Struct):
    relation: str | None = None
    models: list[_Base] | None = None


class _Wire(msgspec.Struct):
    """One model as it comes over the wire; what isn't named here is passed over unread."""

    hub_id: str = msgspec.field(name="_id")
    model_id: str = msgspec.field(name="id")
    downloads: _Count | None = None
    downloads_all_time: _Count | None = msgspec.field(name="downloadsAllTime", default=None)
    likes: _Count | None = None
    created_at: _Moment | None = msgspec.field(name="createdAt", default=None)
    pipeline_tag: str | None = None
    disabled: bool | None = None
    base_models: _Bases | None = msgspec.field(name="baseModels", default=None)
    tags: list[str] | None = None
    # Read on their own: what is wrong in them costs the size alone, never the row.
    safetensors: msgspec.Raw = msgspec.Raw()
    gguf: msgspec.Raw = msgspec.Raw()


class _Size(msgspec.Struct):
    total: Annotated[int, msgspec.Meta(ge=1, le=MOST)]


class _Named(msgspec.Struct):
    id: str


class _Complaint(msgspec.Struct):
    error: Any


class _UnfitError(ValueError):
    """A row that reads as JSON and still is no model; the message names field and reason."""


# What msgspec raises for hostile input: wrong syntax or types, broken UTF-8, endless nesting.
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)

_PAGE = msgspec.json.Decoder(list[_Wire])
_RAW_PAGE = msgspec.json.Decoder(list[msgspec.Raw])
_ROW = msgspec.json.Decoder(_Wire)
_SIZE = msgspec.json.Decoder(_Size)
_NAMED = msgspec.json.Decoder(_Named)
_COMPLAINT = msgspec.json.Decoder(_Complaint)


def parse_page(body: bytes, owner: str = "", first: int = 0) -> tuple[list[ModelRow], list[BadRow]]:
    """The models of one listing page, and the rows that had to be skipped.

    ``owner`` is written into each bad row, and ``first`` is the place of the page's first row in
    the whole listing. Raises ``BadPage`` when the page is no JSON list, ``NotTheHub`` when it is
    a web page or an error in the place of a list.
    """
    rows: list[ModelRow] = []
    bad_rows: list[BadRow] = []
    for index, found in enumerate(_split(body), first):
        try:
            rows.append(_model(found if isinstance(found, _Wire) else _ROW.decode(found)))
        except _UNREADABLE as why:
            bad_rows.append(BadRow(owner, index, _readable_id(found), _reason(why)))
    return rows, bad_rows


def parse_model(body: bytes) -> ModelRow:
    """The model of a detail answer. Raises ``BadPage`` or ``NotTheHub``."""
    try:
        return _model(_ROW.decode(body))
    except _UNREADABLE as why:
        raise _unreadable(body, _reason(why)) from why


def _split(body: bytes) -> Sequence[_Wire | msgspec.Raw]:
    """A page's rows: all typed, or all raw when one of them will not be typed."""
    try:
        return _PAGE.decode(body)
    except _UNREADABLE:
        try:
            return _RAW_PAGE.decode(body)
        except _UNREADABLE as why:
            raise _unreadable(body, _reason(why)) from why


def _model(wire: _Wire) -> ModelRow:
    """A row checked beyond its types. Raises ``_UnfitError``."""
    if not _HUB_ID(wire.hub_id):
        raise _UnfitError("_id: not 24 hexadecimal digits")
    if not is_model_id(wire.model_id):
        raise _UnfitError("id: not a path the Hub gives")
    created = None if wire.created_at is None else int(wire.created_at.timestamp())
    if created is not None and created < 0:
        raise _UnfitError("createdAt: before 1970")
    tag = wire.pipeline_tag
    if tag and not (tag.isascii() and tag.isprintable() and len(tag) <= _LONGEST_TAG):
        raise _UnfitError("pipeline_tag: not a plain short name")
    relation, bases = _lineage(wire) if wire.base_models or wire.tags else (None, ())
    size, source = _size(wire) if wire.safetensors or wire.gguf else (None, None)
    return ModelRow(
        wire.hub_id,
        wire.model_id,
        wire.downloads,
        wire.downloads_all_time,
        wire.likes,
        created,
        tag or None,
        bool(wire.disabled),
        relation,
        bases,
        size,
        source,
    )


def _size(wire: _Wire) -> tuple[int | None, str | None]:
    """The parameters that the files state, and which kind of file does; safetensors first."""
    if (total := _total(wire.safetensors)) is not None:
        return total, "safetensors"
    if (total := _total(wire.gguf)) is not None:
        return total, "gguf"
    return None, None


def _total(said: msgspec.Raw) -> int | None:
    """A file kind's total; ``None`` where there is no such file or it says nothing usable."""
    if not said:
        return None
    try:
        return _SIZE.decode(said).total
    except _UNREADABLE:
        return None


def _lineage(wire: _Wire) -> tuple[str | None, tuple[str, ...]]:
    """The declared relation and parents; the Hub's own reading first, else the tags.

    Parents are dirty in practice (local paths, typing errors): those that can't be a model are
    left out, and the row stays.
    """
    declared = wire.base_models
    if declared is not None and declared.models:
        return _tidy(declared.relation or "", [base.id or "" for base in declared.models])
    named = [tag.removeprefix(_BASE) for tag in wire.tags or () if tag.startswith(_BASE)]
    related = [text.partition(":")[::2] for text in named if ":" in text]
    if related:
        return _tidy(related[0][0], [parent for _, parent in related])
    return _tidy("", named)


def _tidy(relation: str, parents: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """Only what can be a relation, and each parent that can be a model, once."""
    fit = dict.fromkeys([parent for parent in parents if is_model_id(parent)])
    return (relation if fit and _RELATION(relation) else None), tuple(fit)


def _readable_id(found: _Wire | msgspec.Raw) -> str | None:
    """A bad row's path, if at least that can be read and shown."""
    try:
        text = found.model_id if isinstance(found, _Wire) else _NAMED.decode(found).id
    except _UNREADABLE:
        return None
    return text if is_model_id(text) else None


def _reason(why: Exception) -> str:
    """Why a row or page was refused, in words that carry nothing of the server's."""
    if isinstance(why, _UnfitError):
        return str(why)
    if not isinstance(why, msgspec.ValidationError):
        return "not readable as JSON"
    what, _, where = str(why).replace("`", "").partition(" - at $")
    return f"{where.lstrip('.')}: {what}" if where else what


def _unreadable(body: bytes, reason: str) -> BadPage | NotTheHub:
    """The error for an answer that is no page: a web page, an error object, or damage."""
    if body.lstrip()[:1] == b"<":
        return NotTheHub()
    try:
        _COMPLAINT.decode(body)
    except _UNREADABLE:
        return BadPage(f"The Hub's answer could not be read ({reason}).")
    return NotTheHub("The Hub answered with an error in the place of data.")
