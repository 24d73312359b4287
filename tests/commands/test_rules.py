"""Rules and alerts on the command line: told, tried, listed, snoozed and acknowledged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import series
from sharewatch.cli.exits import Exit
from typed import Run, typing_into

HALF = ("--family", "qwen", "--above", "50%")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands over a folder that nothing is in yet."""
    return typing_into(tmp_path / "data", capsys)


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    """Qwen at 40, 45, 60, 61 and 30 %, from May 1 to 5."""
    return series.qwen_rises(tmp_path / "rising.csv")


def test_a_rule_is_told_everything_and_lists_it(run: Run) -> None:
    code, out, _ = run(
        *("rules", "add", *HALF, "--margin", "0.5%", "--confirm", "2", "--of", "3"),
        *("--clear-after", "2", "--cooldown", "24", "--repeat", "48", "--max-gap", "0.5"),
        *("--once", "--expires", "2035-05-09", "--tell-if-already", "--json"),
    )
    assert code == Exit.DONE
    assert json.loads(out) == {
        "id": 1,
        "family": "Qwen",
        "measure": "30d",
        "scope": "tracked",
        "attribution": "official",
        "above": 0.5,
        "margin": 0.005,
        "confirm": 2,
        "of": 3,
        "clear_after": 2,
        "cooldown": 86_400,
        "repeat": 172_800,
        "max_gap": 1800,
        "once": True,
        "expires_at": "2035-05-10T00:00:00Z",
        "tell_if_already": True,
        "state": "NEW",
        "acknowledged": False,
        "snoozed_until": None,
        "last_crossed": None,
    }
    said = run("rules")[1]
    for term in ("2 of 3 published values", "no gap over 30 min", "repeated every 2 days", "once"):
        assert term in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--cooldown", "-1"), "cooldown_s: -3600 seconds"),
        (("--repeat", "0"), "repeat_s: 0 seconds"),
        (("--max-gap", "0"), "max_gap_s: 0 seconds"),
        (("--clear-after", "0"), "clear_after: 0 values"),
        (("--expires", "2020-01-01"), "expires_at: 2020-01-02 00:00 UTC is over already"),
    ],
)
@pytest.mark.parametrize("verb", ["add", "try"])
def test_a_span_that_cannot_be_is_refused_by_its_name(
    run: Run, verb: str, arguments: tuple[str, ...], says: str
) -> None:
    code, _, err = run("rules", verb, *HALF, *arguments)
    assert code == Exit.INPUT
    assert says in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("rules", "add", *HALF, "--repeat", "often"),
        ("rules", "snooze", "1", "-2"),
        ("rules", "snooze", "1", "soon"),
    ],
)
def test_hours_that_are_none_are_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2


def test_a_rule_is_tried_on_what_is_stored_and_not_added(run: Run, rising: Path) -> None:
    run("replay", rising)
    code, out, _ = run("rules", "try", *HALF, "--json")
    assert code == Exit.DONE
    assert json.loads(out) == {
        "family": "Qwen",
        "measure": "30d",
        "scope": "tracked",
        "attribution": "official",
        "values": 5,
        "unknown": 0,
        "first": "2026-05-01T00:00:00Z",
        "last": "2026-05-05T00:00:00Z",
        "fired": 1,
        "events": [
            {"kind": "FIRED", "as_of": "2026-05-03T00:00:00Z", "share": 0.6},
            {"kind": "CLEARED", "as_of": "2026-05-05T00:00:00Z", "share": 0.3},
        ],
    }
    assert run("rules", "try", *HALF)[1].splitlines() == [
        "Qwen's share of 30-day downloads at or above 50 %, tracked scope, official models",
        "Would have fired once in 5 days, 2026-05-01 to 2026-05-05:",
        "  2026-05-03  would have fired, at 60.0 %",
        "  2026-05-05  would have been back, at 30.0 %",
    ]
    assert json.loads(run("rules", "--json")[1]) == []


def test_a_rule_that_would_have_kept_silent_says_so(run: Run, rising: Path) -> None:
    run("replay", rising)
    said = run("rules", "try", "--family", "qwen", "--above", "90%")[1]
    assert "Would not have fired in 5 days, 2026-05-01 to 2026-05-05." in said
    said = run("rules", "try", "--family", "qwen", "--below", "90%")[1]
    assert "Would not have fired in 5 days, 2026-05-01 to 2026-05-05:" in said
    assert "  2026-05-01  was beyond already, at 40.0 %" in said


def test_often_and_unknown_days_are_said_in_short(run: Run, tmp_path: Path) -> None:
    days = {
        f"2026-{month:02}-{day:02}": {series.QWEN: 60 if day % 2 else 40, series.LLAMA: 50}
        for month in (3, 4)
        for day in range(1, 21)
    }
    days["2026-05-01"] = {series.QWEN: None, series.LLAMA: 50}
    run("import", series.write_series(tmp_path / "often.csv", days))
    said = run("rules", "try", *HALF)[1]
    assert "Would have fired 19 times in 41 days, 2026-03-01 to 2026-05-01:" in said
    assert "20 earlier ones; --json has all" in said
    assert "1 day said nothing of it" in said


def test_with_nothing_stored_there_is_nothing_to_try_on(run: Run) -> None:
    code, out, _ = run("rules", "try", *HALF)
    assert code == Exit.NOTHING
    assert "Nothing is stored that it could be tried on." in out


def test_a_rule_is_snoozed_for_hours_and_the_snooze_ended(run: Run, rising: Path) -> None:
    run("rules", "add", *HALF)
    run("replay", rising)
    said = "Rule 1 is snoozed until 2026-05-05 02:00 UTC; the inbox goes on.\n"
    assert run("rules", "snooze", "1", "2")[1] == said
    [rule] = json.loads(run("rules", "--json")[1])
    assert rule["snoozed_until"] == "2026-05-05T02:00:00Z"
    listed = run("rules", "list")[1]
    assert "snoozed until 2026-05-05 02:00 UTC, last crossed 2026-05-03 00:00 UTC" in listed
    said = "Rule 1 is not snoozed; its messages are shown.\n"
    assert run("rules", "snooze", "1", "off")[1] == said
    code, _, err = run("rules", "snooze", "7", "off")
    assert (code, err) == (Exit.INPUT, "sharewatch: There is no rule 7.\n")


def test_alerts_are_acknowledged_while_they_last(run: Run, tmp_path: Path) -> None:
    days = {day: {series.QWEN: n, series.LLAMA: 50} for day, n in (("2026-05-01", 40),)}
    days |= {"2026-05-02": {series.QWEN: 60, series.LLAMA: 50}}
    run("rules", "add", *HALF, "--repeat", "24")
    run("replay", series.write_series(tmp_path / "s.csv", days))
    code, out, _ = run("alerts", "--acknowledge", "1")
    said = "Alert 1 is acknowledged; it is not told again until it is over.\n"
    assert (code, out) == (Exit.DONE, said)
    [rule] = json.loads(run("rules", "--json")[1])
    assert rule["acknowledged"]
    assert "acknowledged, last crossed" in run("rules")[1]
    assert run("alerts", "--unread")[1] == "The inbox has nothing of that.\n"
    code, _, err = run("alerts", "--acknowledge", "9")
    assert (code, err) == (Exit.INPUT, "sharewatch: There is no alert 9.\n")


def test_what_is_over_is_acknowledged_in_word_only(run: Run, rising: Path) -> None:
    run("rules", "add", *HALF)
    run("replay", rising)
    assert run("alerts", "--acknowledge", "1")[1] == (
        "Alert 1 is acknowledged; it is over already.\n"
    )


def test_alerts_are_narrowed_to_a_family_and_to_the_unread(run: Run, rising: Path) -> None:
    run("rules", "add", *HALF)
    run("rules", "add", "--family", "Llama", "--below", "50%")
    run("replay", rising)
    run("alerts", "--acknowledge", "1")
    found = json.loads(run("alerts", "--json", "--family", "LLAMA")[1])
    assert {one["family"] for one in found} == {"Llama"}
    assert [one["id"] for one in json.loads(run("alerts", "--json", "--unread")[1])] == [2, 3, 4]
    lines = run("alerts")[1].splitlines()
    assert [line[:5] for line in lines] == ["   1 ", "   2*", "   3*", "   4*"]


def test_a_message_that_was_never_shown_because_its_rule_changed_says_so(
    run: Run, rising: Path, tmp_path: Path
) -> None:
    run("rules", "add", *HALF)
    run("replay", rising)
    run("rules", "remove", "1")
    assert "(not told)" in run("alerts")[1]
    assert [one["cancelled"] for one in json.loads(run("alerts", "--json")[1])] == [True, False]
