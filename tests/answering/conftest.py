"""What the tests of answers share: a small catalog, and pasts written poll by poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sharewatch.answering.asked import Answers
from sharewatch.core.catalog import Catalog, parse_catalog
from sharewatch.core.snapshot import ModelRow, OwnerSweep, PollKind, Sweep
from sharewatch.intake.census_tally import count_census
from sharewatch.intake.counting import Counting
from sharewatch.intake.poll import enter
from sharewatch.store.store import Store

DAY = 86_400

CATALOG = """\
format = 1
version = "test"

[tracked]
exclude = ["*embed*"]

[[family]]
name = "Swan"
developer = "Lake"
country = "CN"
colour = "#aa5500"
owners = ["Lake"]
include = ["swan*"]

[[family]]
name = "Goose"
developer = "Farm"
country = "US"
colour = "#0055aa"
owners = ["Farm"]
include = ["goose*"]
"""

Counts = tuple[int | None, int | None]
"""A model's 30-day and all-time counts."""


@dataclass
class Past:
    """A store under a catalog, filled poll by poll, and questions about it."""

    store: Store
    catalog: Catalog
    created: dict[str, int] = field(default_factory=dict)

    def poll(
        self,
        at: int,
        models: Mapping[str, Counts],
        *,
        missed: tuple[str, ...] = (),
        **described: Any,
    ) -> int:
        """One poll of both owners at a moment (UTC seconds); returns its number."""
        rows = {
            name: ModelRow(name, name, *counts, 1, self.created.get(name), **described)
            for name, counts in models.items()
        }
        owners = tuple(
            OwnerSweep(owner, error="timed out" if owner in missed else None)
            for owner in ("Lake", "Farm")
        )
        seen = tuple(row for name, row in rows.items() if name.partition("/")[0] not in missed)
        swept = Sweep(at, at, at, seen, owners, kind=PollKind.IMPORT)
        with self.store.write() as tx:
            return enter(tx, self.catalog, swept, at).poll.seq

    def census(self, at: int, rows: list[ModelRow], reach: str = "hub") -> int:
        """One whole census, counted."""
        with self.store.write() as tx:
            number = tx.censuses.begin(reach, as_of=at, started_at=at)
            tx.censuses.add_rows(number, rows)
            tx.censuses.finish(number, at=at, models=len(rows), covered=None)
            count_census(tx, Counting(self.catalog, tx), number, reach)
        return number

    def ask(self, question: Any) -> Any:
        """The answer, by ground that is laid anew."""
        return Answers(self.store).answer(self.catalog, question)


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    with Store.open(tmp_path / "past.db") as store:
        yield Past(store, parse_catalog(CATALOG))


@pytest.fixture
def values() -> Callable[[Any], dict[str, int | None]]:
    return lambda answer: {one.family: one.value for one in answer.sums}
