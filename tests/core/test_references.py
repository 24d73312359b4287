"""Published figures are facts with their scope, and are drawn where that scope fits."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from sharewatch.core.references import (
    COLUMNS,
    Kind,
    PublishedFigure,
    ReferencesError,
    fitting,
    parse_references,
    span_of,
)
from sharewatch.files import resource

HEAD = ",".join(COLUMNS)
QWEN = "2026-03,all_time_downloads,family,ATOM list,Qwen,942100000,https://example.org"


@pytest.fixture(scope="module")
def shipped() -> tuple[PublishedFigure, ...]:
    return parse_references(resource("published_figures.csv").read_text(encoding="utf-8"))


def one(line: str) -> PublishedFigure:
    [figure] = parse_references(f"{HEAD}\n{line}\n")
    return figure


def at(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", (2024, 1, 1), (2025, 1, 1)),
        ("2024-Q1", (2024, 1, 1), (2024, 4, 1)),
        ("2024-Q4", (2024, 10, 1), (2025, 1, 1)),
        ("2026-02", (2026, 2, 1), (2026, 3, 1)),
        ("2025-12", (2025, 12, 1), (2026, 1, 1)),
        ("2026-02-28", (2026, 2, 28), (2026, 3, 1)),
        ("2025-08/2026-03", (2025, 8, 1), (2026, 4, 1)),
    ],
)
def test_a_period_is_a_span_of_whole_days(
    text: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert span_of(text) == (at(*start), at(*end))


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-02-30", "2026-Q5", "2026-03/2025-08", "2026/", "9999-12"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no period; it reads 2026"):
        span_of(text)


def test_a_figure_is_read_as_published() -> None:
    assert one(QWEN) == PublishedFigure(
        "2026-03",
        (at(2026, 3, 1), at(2026, 4, 1)),
        "all_time_downloads",
        Kind.FAMILY,
        "ATOM list",
        "Qwen",
        Fraction(942_100_000),
        approximate=False,
        lower_bound=False,
        source="https://example.org",
    )


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (QWEN, "Qwen 942.1M (published, ATOM list, 2026-03)"),
        (QWEN.replace("942100000", "~9421"), "Qwen ≈9,421 (published, ATOM list, 2026-03)"),
        (QWEN.replace("942100000", ">=9421"), "Qwen ≥9,421 (published, ATOM list, 2026-03)"),
        (QWEN.replace("942100000", "20.45"), "Qwen 20.45 (published, ATOM list, 2026-03)"),
        (
            QWEN.replace("all_time_downloads", "token_share_pct").replace("942100000", "2.8"),
            "Qwen 2.8 % (published, ATOM list, 2026-03)",
        ),
        (",e,event,press,Qwen passes Llama,,s", "Qwen passes Llama (published, press)"),
    ],
)
def test_a_label_says_that_it_is_published_and_over_which_scope(line: str, label: str) -> None:
    assert one(line).label == label


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the columns are date, metric"),
        ("a,b\n1,2\n", "line 1: the columns are date, metric"),
        (f"{HEAD}\n{QWEN}\n2026-03,x\n", "line 3: it takes 7 columns"),
        (f"{HEAD}\n{QWEN},more\n", "line 2: it takes 7 columns"),
        (f"{HEAD}\n{QWEN.replace('ATOM list', ' ')}\n", "line 2, scope: is empty"),
        (f"{HEAD}\n{QWEN.replace('2026-03', 'May')}\n", "line 2, date: 'May' is no period"),
        (f"{HEAD}\n{QWEN.replace('family', 'folk')}\n", "line 2, kind: takes one of family, "),
        (f"{HEAD}\n{QWEN.replace('942100000', 'many')}\n", "line 2, value: takes a number, "),
        (f'{HEAD}\n{QWEN},"open\n', "line 2: not CSV: "),
    ],
)
def test_a_line_of_no_use_is_named(text: str, message: str) -> None:
    with pytest.raises(ReferencesError) as refused:
        parse_references(text)
    assert str(refused.value).startswith(message)


def test_atoms_counts_are_drawn_over_values_of_lists_and_of_the_tracked_scope(
    shipped: tuple[PublishedFigure, ...],
) -> None:
    for scope in ("tracked", "my list"):
        drawn = fitting(shipped, "all-time", scope)
        assert {one.subject: one.value for one in drawn} == {
            "Qwen": 942_100_000,
            "Llama": 476_000_000,
            "OLMo": 14_800_000,
            "Granite": 8_600_000,
        }
    assert [one.value for one in fitting(shipped, "month", "tracked")] == [153_600_000]


def test_a_figure_is_not_drawn_over_what_it_does_not_count(
    shipped: tuple[PublishedFigure, ...],
) -> None:
    assert fitting(shipped, "all-time", "text") == ()
    assert fitting(shipped, "all-time", "hub") == ()
    assert fitting(shipped, "all-time", "tracked", "derivatives") == ()
    assert fitting(shipped, "week", "tracked") == ()
    assert [one.label for one in fitting(shipped, "derivatives", "hub")] == [
        "Qwen ≥100,000 (published, whole Hub, 2025-12-31)"
    ]


def test_origins_and_totals_are_drawn_over_their_own_kind_of_line(
    shipped: tuple[PublishedFigure, ...],
) -> None:
    origins = fitting(shipped, "all-time", "tracked", kind=Kind.ORIGIN)
    assert {one.subject: one.value for one in origins} == {
        "CN": 1_150_000_000,
        "US": 723_000_000,
        "Europe": 163_000_000,
    }
    totals = fitting(shipped, "all-time", "tracked", kind=Kind.EVERYTHING)
    assert [one.value for one in totals] == [2_000_000_000, 2_040_000_000]


def test_figures_come_in_times_order() -> None:
    later = QWEN.replace("2026-03", "2026-06")
    both = parse_references(f"{HEAD}\n{later}\n{QWEN}\n")
    assert [one.period for one in fitting(both, "all-time", "tracked")] == ["2026-03", "2026-06"]


def test_an_undated_figure_and_an_event_are_not_drawn() -> None:
    undated = parse_references(f"{HEAD}\n{QWEN.removeprefix('2026-03')}\n")
    assert fitting(undated, "all-time", "tracked") == ()
    empty = parse_references(f"{HEAD}\n{QWEN.replace('942100000', '')}\n")
    assert fitting(empty, "all-time", "tracked") == ()


def test_the_published_arithmetic_follows_from_the_shipped_figures(
    shipped: tuple[PublishedFigure, ...],
) -> None:
    def value(metric: str, subject: str, period: str) -> Fraction:
        [found] = [
            one.value
            for one in shipped
            if (one.metric, one.subject, one.period) == (metric, subject, period)
            and one.value is not None
        ]
        return found

    qwen = value("all_time_downloads", "Qwen", "2026-03")
    month = value("month_downloads", "Qwen", "2026-02")
    rivals = value("month_downloads", "next eight", "2026-02")
    everything = value("all_time_downloads", "everything", "2026-03")
    assert round(float(qwen / everything * 100), 1) == 46.2
    origins = [value("all_time_downloads", one, "2026-03") for one in ("CN", "US", "Europe")]
    assert round(float(qwen / sum(origins) * 100), 1) == 46.3
    assert round(float(month / rivals), 3) == 2.157
    assert round(float(month / (month + rivals) * 100), 1) == 68.3
    assert 10 < (10**9 - qwen) / (month / 28) < 11


def test_every_figure_of_the_collection_is_shipped_with_its_value(
    shipped: tuple[PublishedFigure, ...], shared: Path
) -> None:
    with (shared / "reference" / "published_figures.csv").open(encoding="utf-8") as file:
        collected = list(csv.DictReader(file))
    assert len(collected) == len(shipped)
    for row, figure in zip(collected, shipped, strict=True):
        event = row["metric"].startswith("crossover")
        assert figure.value == (None if event else Fraction(row["value"]))
        assert figure.approximate == ("approx" in row["metric"])
        assert figure.lower_bound == ("lower_bound" in row["metric"])
        assert row["source"].startswith(figure.source.split(",")[0].split(" ")[0]) or (
            "relayed" in figure.source
        )
