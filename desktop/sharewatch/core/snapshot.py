"""What one poll brings: rows as the Hub listed them, and how far the sweep got."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_TASKS = ("text-generation", "image-text-to-text", "any-to-any")
"""The Hub's tasks of models that write text: what the ``text`` scope lists."""
MOST = 2**53 - 1
"""The largest count that is believed: exact as a float, and a thousand such fit into 64 bits."""


class PollKind(StrEnum):
    """Where a poll's numbers come from; only a live poll is evaluated by rules."""

    LIVE = "live"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model as the Hub listed it. What the Hub left out is ``None``: unknown, not zero.

    ``hub_id`` is the Hub's ``_id``, the model's identity through renames; ``model_id`` is its
    present path ``owner/name`` (or a bare legacy name). Counts are downloads; times are UTC
    seconds since 1970. ``base_models`` are the declared parents' paths. ``parameters`` is the
    total the files state, ``parameters_source`` which kind of file does ("safetensors", "gguf").
    """

    hub_id: str
    model_id: str
    downloads_30d: int | None
    downloads_all_time: int | None
    likes: int | None
    created_at: int | None = None
    pipeline_tag: str | None = None
    disabled: bool = False
    relation: str | None = None
    base_models: tuple[str, ...] = ()
    parameters: int | None = None
    parameters_source: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was skipped: where it stood, whose it was if that could be read, and why."""

    owner: str
    index: int
    model_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class OwnerSweep:
    """All pages of one owner's listing, or the reason why there are none.

    ``error`` is ``None`` when every page arrived; otherwise ``rows`` is empty, for half an owner
    is not a measurement. ``as_of`` is the server's ``Date`` of the first page.
    """

    owner: str
    rows: tuple[ModelRow, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    pages: int = 0
    as_of: int | None = None
    error: str | None = None

    @property
    def complete(self) -> bool:
        """Whether every page arrived."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class Sweep:
    """Everything one poll brought, before it is stored.

    ``as_of`` is the server's time of the poll, ``started_at`` and ``finished_at`` are this
    machine's, all in UTC seconds. Rows are unique by ``hub_id``.
    """

    as_of: int
    started_at: int
    finished_at: int
    rows: tuple[ModelRow, ...]
    owners: tuple[OwnerSweep, ...]
    requests: int = 0
    kind: PollKind = PollKind.LIVE

    @property
    def failed_owners(self) -> tuple[str, ...]:
        """Owners whose listing did not arrive whole."""
        return tuple(o.owner for o in self.owners if not o.complete)

    @property
    def bad_rows(self) -> tuple[BadRow, ...]:
        """Every skipped row of the sweep."""
        return tuple(bad for o in self.owners for bad in o.bad_rows)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a poll is; ``task`` names other work whose steps are counted instead of owners.

    Unknown figures are ``None``; ``waiting`` says why nothing moves just now.
    """

    owners_done: int
    owners: int
    pages: int
    models: int
    requests_left: int | None = None
    seconds_left: float | None = None
    waiting: str = ""
    task: str = ""
