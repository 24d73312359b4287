"""Many models at once give the flows that each gives alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.counters import Sample, repair
from sharewatch.core.flow_table import NEVER, WHYS, FlowTable, Sightings, many_flows
from sharewatch.core.flows import Flow, ModelFlow, Period, Why, model_flow

HOUR = 3600
DAY = 24 * HOUR

times = st.integers(1, 40).map(lambda n: n * 10 * HOUR)
rising = st.lists(st.tuples(times, st.integers(0, 9)), max_size=20).map(
    lambda rows: [
        Sample(at, 2**33 + sum(rise for _, rise in sorted(rows)[: n + 1]))
        for n, (at, _) in enumerate(sorted(rows))
    ]
)
falling = st.lists(st.builds(Sample, times, st.integers(0, 9)), max_size=20)
perhaps = st.one_of(st.just(NEVER), st.integers(0, 400 * HOUR))
models = st.lists(st.tuples(st.one_of(rising, falling), perhaps, perhaps), min_size=1, max_size=5)


def columns(each: list[list[Sample]], created: list[int]) -> Sightings:
    rows = [(model, *one) for model, seen in enumerate(each) for one in seen]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Sightings(table[:, 0], table[:, 1], table[:, 2], np.array(created, np.int64))


def cells(table: FlowTable) -> list[list[ModelFlow]]:
    return [
        [
            ModelFlow(int(value) if known else None, bool(estimated), WHYS[why])
            for value, known, estimated, why in zip(*row, strict=True)
        ]
        for row in zip(table.values, table.known, table.estimated, table.why, strict=True)
    ]


@given(
    models,
    st.lists(st.integers(0, 90).map(lambda n: n * 5 * HOUR), min_size=2, unique=True).map(sorted),
    st.one_of(st.none(), times),
)
def test_a_table_says_of_each_model_what_is_said_of_it_alone(
    given_models: list[tuple[list[Sample], int, int]], bounds: list[int], since: int | None
) -> None:
    each, created, gone = zip(*given_models, strict=True)
    table = many_flows(
        columns(list(each), list(created)),
        np.array(bounds, np.int64),
        gone_at=np.array(gone, np.int64),
        since=since,
    )
    assert cells(table) == [
        [
            model_flow(
                repair(seen, None if born == NEVER else born),
                Period(Flow.DAY, start, end),
                created_at=None if born == NEVER else born,
                gone_at=None if went == NEVER else went,
                since=since,
            )
            for start, end in pairwise(bounds)
        ]
        for seen, born, went in given_models
    ]


def test_rows_may_come_in_any_order() -> None:
    each = [[Sample(day * DAY, 10 * day) for day in range(9)], [Sample(DAY, 3), Sample(DAY, 5)]]
    rows = columns(each, [NEVER, NEVER])
    mixed = np.random.default_rng(5).permutation(len(rows.at))
    shuffled = Sightings(rows.model[mixed], rows.at[mixed], rows.value[mixed], rows.created_at)
    bounds = np.arange(0, 9, 2) * DAY
    assert cells(many_flows(shuffled, bounds)) == cells(many_flows(rows, bounds))


def test_counts_of_billions_over_years_do_not_overflow() -> None:
    year = 365 * DAY
    rows = columns([[Sample(0, 0), Sample(5 * year, 2**62)]], [NEVER])
    table = many_flows(rows, np.array([0, year + 1, 5 * year]))
    first = 2**62 * (year + 1) // (5 * year)
    assert table.values.tolist() == [[first, 2**62 - first]]
    assert table.estimated.all()


def test_models_without_a_count_are_unknown() -> None:
    table = many_flows(columns([[], []], [NEVER, DAY]), np.array([0, 2 * DAY, 4 * DAY]))
    assert not table.known.any()
    assert [WHYS[why] for why in table.why.ravel()] == [Why.UNKNOWN] * 4


def test_a_model_that_is_not_gone_needs_no_word_about_it() -> None:
    rows = columns([[Sample(0, 1), Sample(DAY, 8)]], [NEVER])
    assert cells(many_flows(rows, np.array([0, DAY]))) == [
        [ModelFlow(7, estimated=False, why=Why.COUNTED)]
    ]
