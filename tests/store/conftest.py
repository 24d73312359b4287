"""What the tests of the store share: an empty store, and short ways to write sweeps and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.snapshot import ModelRow, OwnerSweep, PollKind, Sweep
from sharewatch.store.store import Store

DAY = 86_400
NOON = 20_000 * DAY + DAY // 2


@dataclass(frozen=True)
class Mark:
    """As much of a catalog as the store keeps."""

    version: str = "1"
    fingerprint: str = "one"


FIRST = Mark()


class Make:
    """Short ways to say what a poll brought and what is watched."""

    NOON = NOON
    DAY = DAY
    Mark = Mark

    @staticmethod
    def row(
        name: str, *counts: int | None, hub_id: str = "", created_at: int | None = 7
    ) -> ModelRow:
        d30, all_time, likes = (*counts, *(None,) * (3 - len(counts)))
        return ModelRow(hub_id or f"id of {name}", name, d30, all_time, likes, created_at, "text")

    @staticmethod
    def sweep(
        *rows: ModelRow,
        at: int = NOON,
        failed: tuple[str, ...] = (),
        empty: tuple[str, ...] = (),
        kind: PollKind = PollKind.LIVE,
    ) -> Sweep:
        listings: dict[str, list[ModelRow]] = {owner: [] for owner in empty}
        for row in rows:
            listings.setdefault(row.model_id.partition("/")[0], []).append(row)
        owners = [OwnerSweep(owner, tuple(found)) for owner, found in listings.items()]
        owners += [OwnerSweep(owner, error="timed out") for owner in failed]
        return Sweep(at, at + 1, at + 9, rows, tuple(owners), requests=len(owners), kind=kind)

    @staticmethod
    def family(model_id: str) -> str | None:
        owner = model_id.partition("/")[0]
        return owner.title() if owner.islower() else None

    @staticmethod
    def sums(**values: int | None) -> tuple[FamilySum, ...]:
        return tuple(FamilySum(name, value, 1, value is None) for name, value in values.items())

    @staticmethod
    def rule(**said: object) -> Rule:
        plain = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), Fraction("0.01"))
        return Rule(**{name: getattr(plain, name) for name in Rule.__slots__} | said)

    @classmethod
    def poll(
        cls,
        store: Store,
        sweep: Sweep,
        *,
        sums: tuple[FamilySum, ...] = (),
        complete: bool | None = None,
        catalog: Mark = FIRST,
    ) -> int:
        whole = not sweep.failed_owners if complete is None else complete
        with store.write() as tx:
            seq = tx.add_poll(sweep, catalog=catalog, family_of=cls.family, complete=whole)
            tx.add_rollups(seq, "tracked", "official", Measure.D30, sums)
            tx.seal(seq)
        return seq


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sharewatch.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened
