"""The writing half of the store: what may be done inside of one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sharewatch.core.rules import Rule
from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import Sweep
from sharewatch.store import reading, rulebook
from sharewatch.store.census import Censuses
from sharewatch.store.connection import Connection
from sharewatch.store.health_log import HealthLog
from sharewatch.store.inbox import Inbox
from sharewatch.store.lists import Lists
from sharewatch.store.models import ModelValue, PastDay, last_listing, model_values, past_days
from sharewatch.store.outbox import Outbox
from sharewatch.store.polls import CatalogMark, PollWriter
from sharewatch.store.quarantines import Quarantines
from sharewatch.store.recounts import Recounts
from sharewatch.store.rulebook import StoredRule


class Writer:
    """Handed out by ``Store.write``; everything it does is stored together or not at all."""

    def __init__(self, connection: Connection, polls: PollWriter) -> None:
        self._connection = connection
        self._polls = polls
        self.lists = Lists(connection)
        self.censuses = Censuses(connection, polls)
        self.recounts = Recounts(connection, polls)
        self.quarantines = Quarantines(connection)
        self.inbox = Inbox(connection)
        self.outbox = Outbox(connection)
        self.health = HealthLog(connection)
        self.added_poll = False
        """Whether a poll was added since somebody asked; smaller things fit where it would not."""
        self._days: dict[int, PastDay] = {}

    def add_poll(
        self,
        sweep: Sweep,
        *,
        catalog: CatalogMark,
        family_of: Callable[[str], str | None],
        complete: bool,
        counting: str | None = None,
        import_id: int | None = None,
    ) -> int:
        """Store a poll's owners, models and changed values; returns its number.

        ``sweep.rows`` must be unique by ``hub_id``. Raises ``ValueError`` when it brings rows of
        an owner whose listing failed.
        """
        self.added_poll = True
        return self._polls.add(
            sweep,
            catalog=catalog,
            family_of=family_of,
            complete=complete,
            counting=counting,
            import_id=import_id,
        )

    def add_rollups(
        self, seq: int, scope: str, attribution: str, measure: str, sums: Iterable[FamilySum]
    ) -> None:
        """Store a poll's family sums of one measure."""
        self._polls.add_rollups(seq, scope, attribution, measure, sums)

    def seal(self, seq: int) -> None:
        """Note the checksum of all that a poll stored; its last step."""
        self._polls.seal(seq)

    def last_listing(
        self, owner: str, before: int | None = None
    ) -> tuple[int, tuple[ModelValue, ...]] | None:
        """The time of an owner's last whole listing (before a poll), and its models then."""
        return last_listing(self._connection, owner, before)

    def meta(self, key: str) -> str | None:
        """A small text kept under a name, or ``None``."""
        return reading.meta(self._connection, key)

    def model_values(self, seq: int) -> tuple[ModelValue, ...]:
        """Every model that a poll found, as it found it."""
        return model_values(self._connection, seq)

    def past_days(self, before: int, days: int) -> tuple[PastDay, ...]:
        """Every model's counts at the polls that stand for the days before a moment's day."""
        found = past_days(self._connection, before, days, self._days)
        self._days = {day.seq: day for day in found}
        return found

    def forget(self) -> None:
        """What was read inside of a transaction that failed may never have been stored."""
        self._days = {}
        self.added_poll = False

    def catalog_changed(self, catalog: CatalogMark) -> bool:
        """Whether the last stored poll was made under a catalog with other members."""
        found = reading.catalog_fingerprint_of_latest(self._connection)
        return found is not None and found != catalog.fingerprint

    def classify_again(self, family_of: Callable[[str], str | None]) -> None:
        """Give every model the family it has under another catalog."""
        self._polls.classify_again(family_of)

    def rules(self) -> tuple[StoredRule, ...]:
        """All rules that weren't removed, oldest first."""
        return rulebook.rules(self._connection)

    def add_rule(self, rule: Rule, at: int) -> Rule:
        """Store a new rule; returns it with its id, as version 1."""
        return rulebook.add_rule(self._connection, rule, at)

    def redefine_rule(self, rule: Rule, at: int) -> Rule:
        """Store a rule's new definition as its next version; raises ``NoSuchRule``.

        Its state is gone and its unshown notices are cancelled.
        """
        return rulebook.redefine_rule(self._connection, rule, at)

    def save_state(self, rule_id: int, state: str) -> None:
        """Keep a rule's state, as text that only the state machine reads."""
        rulebook.save_state(self._connection, rule_id, state)

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep a small text under a name; ``None`` forgets it."""
        if value is None:
            self._connection.change("DELETE FROM meta WHERE key = ?", (key,))
        else:
            self._connection.change("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
