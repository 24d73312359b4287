"""One renewal of a source's counts is told from the next by what changes again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.renewal import LONGEST_S, Counts, begins_anew

MODELS = tuple("abcdef")


def counts(**renewals: int) -> Counts:
    """Counts that say how often each model was renewed."""
    return {key: (times, 10 * times) for key, times in renewals.items()}


def test_with_nothing_before_it_every_look_is_a_renewal_of_its_own() -> None:
    assert begins_anew({}, {}, counts(a=1))


def test_the_same_counts_are_the_same_renewal() -> None:
    assert not begins_anew(counts(a=1), counts(a=2), counts(a=2))


def test_what_was_left_of_a_renewal_belongs_to_it() -> None:
    base, midst = counts(a=1, b=1), counts(a=2, b=1)
    assert not begins_anew(base, midst, counts(a=2, b=2))


def test_counts_that_are_renewed_again_are_another_renewal() -> None:
    assert begins_anew(counts(a=1, b=1), counts(a=2, b=2), counts(a=3, b=3))
    assert begins_anew(counts(a=1, b=1), counts(a=2, b=2), counts(a=3, b=2))


def test_a_single_count_that_is_renewed_twice_makes_no_other_renewal() -> None:
    base, midst = counts(a=1, b=1, c=1, d=1), counts(a=2, b=1, c=1, d=1)
    assert not begins_anew(base, midst, counts(a=3, b=2, c=2, d=2))


def test_a_model_that_comes_or_goes_is_no_count_that_changed() -> None:
    assert not begins_anew(counts(a=1), counts(a=2, b=2), counts(a=2, c=2))


def test_a_count_that_becomes_known_has_changed() -> None:
    unknown: Counts = {"a": (None, None)}
    assert begins_anew({}, unknown, counts(a=1))


@given(
    st.integers(1, 4),
    st.lists(st.permutations(MODELS), min_size=4, max_size=4),
    st.lists(st.integers(1, 5), min_size=4, max_size=4),
)
def test_renewals_in_whatever_order_and_part_are_told_apart(
    days: int, orders: list[list[str]], cuts: list[int]
) -> None:
    """Each day all models are renewed, a part before a look and the rest after it."""
    now = dict.fromkeys(MODELS, (1, 1))
    base: Counts = {}
    last: Counts = dict(now)
    begun = 0
    for day in range(days):
        for part in (orders[day][: cuts[day]], orders[day][cuts[day] :]):
            for key in part:
                now[key] = (day + 2, day + 2)
            if begins_anew(base, last, now):
                base, begun = last, begun + 1
            last = dict(now)
    assert begun == days


def test_a_renewal_lasts_for_a_day_at_most() -> None:
    base, midst, end = counts(a=1, b=1, c=1), counts(a=2, b=1, c=1), counts(a=3, b=2, c=2)
    assert not begins_anew(base, midst, end, LONGEST_S - 1)
    assert begins_anew(base, midst, end, LONGEST_S)
    assert not begins_anew(base, midst, midst, LONGEST_S)
