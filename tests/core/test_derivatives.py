"""Derivatives are counted by family and month; nothing is dropped without being stated."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.derivatives import Derivative, FamilyTotal, NewOf, derivative_table


def at(year: int, month: int, day: int, *time: int) -> int:
    return int(datetime(year, month, day, *time, tzinfo=UTC).timestamp())


def made(
    *families: str,
    relation: str | None = "finetune",
    created: int | None = at(2026, 3, 9),
    downloads: int | None = 100,
) -> Derivative:
    return Derivative("a/b", families, relation, created, downloads)


def test_a_merge_counts_once_for_each_family_and_equally_in_shares() -> None:
    table = derivative_table([made("A"), made("A", "B", relation="merge"), made("B"), made("B")])
    (march,) = table.months
    assert (march.month, march.models) == ("2026-03", 4)
    assert march.families == (NewOf("B", 3, Fraction(5, 8)), NewOf("A", 2, Fraction(3, 8)))
    assert table.totals == (
        FamilyTotal("B", 3, Fraction(5, 8), (("finetune", 2), ("merge", 1))),
        FamilyTotal("A", 2, Fraction(3, 8), (("finetune", 1), ("merge", 1))),
    )
    assert table.models == 4


def test_what_leads_nowhere_is_stated_beside_the_shares() -> None:
    table = derivative_table([made("A"), made(), made(created=None)])
    assert table.months[0].families == (NewOf("A", 1, Fraction(1)),)
    assert (table.months[0].nowhere, table.undated.nowhere, table.nowhere) == (1, 1, 2)


def test_a_model_without_a_date_is_counted_and_in_no_month() -> None:
    table = derivative_table([made("A", created=None)])
    assert table.months == ()
    assert table.undated.month is None
    assert table.undated.families == (NewOf("A", 1, Fraction(1)),)
    assert table.totals[0].models == table.models == 1


def test_more_than_five_downloads_count_unless_all_are_asked_for() -> None:
    found = [made("A", downloads=n) for n in (None, 0, 5, 6)]
    table = derivative_table(found)
    assert (table.models, table.below, table.unknown) == (1, 2, 1)
    everything = derivative_table(found, more_than=None)
    assert (everything.models, everything.below, everything.unknown) == (4, 0, 0)


def test_a_month_is_of_utc_and_months_without_any_are_shown() -> None:
    late = made("A", created=at(2025, 11, 30, 23, 59, 59))
    table = derivative_table([made("A", created=at(2026, 2, 1)), late])
    assert [one.month for one in table.months] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert table.months[1].families == (NewOf("A", 0, None),)


def test_a_base_without_a_relation_is_a_relation_of_its_own() -> None:
    assert derivative_table([made("A", relation=None)]).totals[0].relations == (("unsaid", 1),)


def test_nothing_is_an_empty_table() -> None:
    table = derivative_table([])
    assert (table.totals, table.months, table.undated.families) == ((), (), ())


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("ABCD"), unique=True),
            st.one_of(st.none(), st.integers(1_700_000_000, 1_750_000_000)),
            st.one_of(st.none(), st.integers(0, 12)),
        )
    )
)
def test_shares_sum_to_one_and_every_model_is_somewhere(
    found: list[tuple[list[str], int | None, int | None]],
) -> None:
    table = derivative_table(
        made(*families, created=created, downloads=downloads)
        for families, created, downloads in found
    )
    parts = [*table.months, table.undated]
    assert sum(one.models for one in parts) == table.models
    assert sum(one.nowhere for one in parts) == table.nowhere
    assert table.models + table.nowhere + table.below + table.unknown == len(found)
    for part in parts:
        assert sum(one.share or 0 for one in part.families) == (1 if part.models else 0)
    assert sum(one.share for one in table.totals) == (1 if table.models else 0)
