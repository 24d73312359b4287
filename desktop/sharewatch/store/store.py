"""The store: one SQLite file with all polls, rules and alerts of one source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sharewatch.core.board import PollFacts, Source, SourceKind
from sharewatch.core.rules import Rule
from sharewatch.core.shares import OFFICIAL, TRACKED, FamilySum, Measure
from sharewatch.store import migrations, models, reading, rulebook, seals
from sharewatch.store.census import Censuses
from sharewatch.store.connection import Connection, make_private
from sharewatch.store.daily import DailyCounts, daily_counts
from sharewatch.store.errors import (
    CorruptDatabase,
    DiskFault,
    DiskFull,
    ReadOnlyStore,
    WrongSource,
)
from sharewatch.store.health_log import HealthLog
from sharewatch.store.inbox import Inbox
from sharewatch.store.lists import Lists
from sharewatch.store.models import FamilyModel, ModelValue
from sharewatch.store.outbox import DueNotice, Outbox
from sharewatch.store.polls import PollWriter
from sharewatch.store.quarantines import Quarantines
from sharewatch.store.reading import DailySums, DayPoll
from sharewatch.store.recounts import Recounts
from sharewatch.store.rulebook import StoredRule
from sharewatch.store.writer import Writer


class Store:
    """Everything that was polled and decided, from one thread at a time.

    Every method may raise ``StoreError``. Methods that write do so in a transaction of their
    own, or inside of ``write`` in that one.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._polls = PollWriter(connection)
        self._writer = Writer(connection, self._polls)
        self.censuses = Censuses(connection, self._polls)
        self.lists = Lists(connection)
        self.recounts = Recounts(connection, self._polls)
        self.quarantines = Quarantines(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.health = HealthLog(connection)
        self.write_fault = connection.lacks_room
        """Why a write found no room or no way; empty since a whole poll did."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open a database, or make one (mode 0600, its folder 0700) unless ``read_only``.

        Another program's file and one from a newer version are refused, their bytes untouched.
        Raises ``NotOurs``, ``NewerDatabase``, ``OlderDatabase``, ``CorruptDatabase``,
        ``ReadOnlyStore`` (try again with ``read_only``), ``CannotOpen``, ``StoreBusy``.
        """
        migrations.demand_there(path)
        if not read_only:
            make_private(path)
            _refuse_untouched(path)
        connection = Connection(path, read_only=read_only)
        try:
            migrations.demand_known(connection)
            migrations.demand_sound(connection)
            if read_only:
                migrations.demand_current(connection)
            else:
                connection.prepare_to_write()
                migrations.migrate(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._connection.path

    @property
    def read_only(self) -> bool:
        """Whether it was opened for looking only."""
        return self._connection.read_only

    @property
    def in_place(self) -> bool:
        """Whether the file that is open is still the one at its path."""
        return self._connection.in_place

    @property
    def in_transaction(self) -> bool:
        """Whether what is written now is not yet stored."""
        return self._connection.in_transaction

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """One transaction: what is written inside is stored together, or not at all."""
        try:
            with self._connection.transaction():
                yield self._writer
            if self._writer.added_poll:
                self.write_fault, self._writer.added_poll = "", False
        except BaseException as why:
            self._polls.forget()
            self._writer.forget()
            if isinstance(why, (DiskFull, DiskFault, ReadOnlyStore)):
                self.write_fault = str(why)
            raise

    @contextmanager
    def _joined(self) -> Iterator[Connection]:
        """The transaction that is open, or one of its own."""
        if self._connection.in_transaction:
            yield self._connection
        else:
            with self.write():
                yield self._connection

    def state(self) -> tuple[int, int]:
        """Changes with everything written, by this program or another."""
        return self._connection.state()

    # The source, and small things to remember

    def source(self) -> Source | None:
        """Where this database's polls come from, once that is settled."""
        found = self._connection.one("SELECT kind, label FROM source")
        return None if found is None else Source(SourceKind(found[0]), found[1])

    def bind_source(self, source: Source) -> None:
        """Settle where the polls come from; raises ``WrongSource`` if it is settled otherwise."""
        found = self.source()
        if found is None:
            with self._joined() as connection:
                connection.change(
                    "INSERT INTO source VALUES (1, ?, ?)", (source.kind.value, source.label)
                )
        elif found != source:
            raise WrongSource(
                f"{self.path} holds polls of {found.label} ({found.kind}), "
                f"not of {source.label} ({source.kind}). Keep that in another folder (--data-dir)."
            )

    def meta(self, key: str) -> str | None:
        """A small text kept under a name, or ``None``."""
        return reading.meta(self._connection, key)

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep a small text under a name; ``None`` forgets it."""
        with self._joined():
            self._writer.set_meta(key, value)

    # Polls

    def latest_poll(self, complete_only: bool = False) -> PollFacts | None:
        """The last live poll; where there is none, the newest import."""
        return reading.latest_poll(self._connection, complete_only=complete_only)

    def poll_of_day(self, day: int, complete_only: bool = False) -> PollFacts | None:
        """The poll that stands for a UTC day (days since 1970): its last complete, else last."""
        return reading.poll_of_day(self._connection, day, complete_only=complete_only)

    def poll_near(self, at: int, within_s: int) -> PollFacts | None:
        """The complete poll nearest to a moment, at most that many seconds away."""
        return reading.poll_near(self._connection, at, within_s=within_s)

    def poll_facts(self, seq: int) -> PollFacts | None:
        """One poll by its number."""
        return reading.poll_facts(self._connection, seq)

    def polls(self) -> tuple[PollFacts, ...]:
        """Every poll, in the order they were stored."""
        return reading.all_polls(self._connection)

    def daily_polls(self) -> tuple[DayPoll, ...]:
        """The poll that stands for each UTC day, rising."""
        return reading.daily_polls(self._connection)

    def days(self) -> tuple[int, ...]:
        """The UTC days (since 1970) that have a poll, rising."""
        return reading.days(self._connection)

    def owners_with_models(self) -> frozenset[str]:
        """The owners whose last whole listing had models."""
        return reading.owners_with_models(self._connection)

    def has_poll_at(self, as_of: int) -> bool:
        """Whether some poll has exactly this time."""
        return reading.has_poll_at(self._connection, as_of)

    def damaged_polls(self) -> tuple[int, ...]:
        """The polls whose rows no longer give the checksum they were sealed with; slow."""
        return seals.damaged_polls(self._connection)

    def catalog_version(self, seq: int) -> str:
        """The version of the catalog under which a poll was stored."""
        return reading.catalog_version(self._connection, seq)

    def present_catalog_since(self) -> int:
        """The time of the first poll since which the catalog's members have stayed the same."""
        return reading.present_catalog_since(self._connection)

    # Shares and models

    def series(self) -> tuple[tuple[str, str, str], ...]:
        """What sums there are: each scope, attribution and measure."""
        return reading.kinds_of_series(self._connection)

    def sums(
        self, seq: int, measure: str, scope: str = TRACKED, attribution: str = OFFICIAL
    ) -> tuple[FamilySum, ...]:
        """The family sums that one poll stored."""
        return reading.sums(self._connection, seq, measure, scope, attribution)

    def history(
        self,
        measure: str,
        scope: str = TRACKED,
        attribution: str = OFFICIAL,
        since_day: int | None = None,
    ) -> DailySums:
        """Family sums day by day, from a UTC day (days since 1970) on."""
        return reading.history(self._connection, measure, scope, attribution, since_day)

    def family_models(self, family: str, seq: int) -> tuple[FamilyModel, ...]:
        """The models of one family that a poll found, most downloaded first."""
        return models.family_models(self._connection, family, seq)

    def model_values(self, seq: int) -> tuple[ModelValue, ...]:
        """Every model that a poll found, as it found it."""
        return models.model_values(self._connection, seq)

    def daily_counts(self) -> dict[Measure, DailyCounts]:
        """Every model's counts day by day, by measure."""
        return daily_counts(self._connection)

    # Rules

    def rules(self) -> tuple[StoredRule, ...]:
        """All rules that weren't removed, oldest first."""
        return rulebook.rules(self._connection)

    def add_rule(self, rule: Rule, at: int) -> Rule:
        """Store a new rule; returns it with its id, as version 1."""
        with self._joined():
            return self._writer.add_rule(rule, at)

    def edit_rule(self, rule: Rule, at: int) -> Rule:
        """Store a rule anew as its next version, NEW again; raises ``NoSuchRule``.

        Its unshown notices are cancelled. Returns the rule as stored.
        """
        with self._joined():
            return self._writer.redefine_rule(rule, at)

    def remove_rule(self, rule_id: int, at: int) -> None:
        """Stop watching a rule; its inbox entries stay. Raises ``NoSuchRule``."""
        with self._joined() as connection:
            rulebook.remove_rule(connection, rule_id, at)


def _refuse_untouched(path: Path) -> None:
    """Refuse a foreign or newer file over a connection that can't write to it."""
    try:
        with closing(Connection(path, read_only=True)) as looking:
            migrations.demand_known(looking)
    except ReadOnlyStore:
        # A crash left its journal, and whoever can read past that mends the file: it is looked at
        # as it lies. Where the crash left no readable head, it was this program's first write.
        crashed = Connection(path, read_only=True, as_it_lies=True)
        with suppress(CorruptDatabase), closing(crashed) as looking:
            migrations.demand_head_known(looking)


__all__ = ["DailySums", "DueNotice", "Store", "StoredRule", "Writer"]
