"""Every command that asks: its stable form for programs, its lines for people, its refusals."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.core.board import Board
from sharewatch.core.questions import BreakdownOf, By, ConcentrationOf, MoversOf, SharesOf, View
from sharewatch.core.shares import Measure
from sharewatch.desk import build
from sharewatch.desk.desk import Desk
from sharewatch.places import place
from sharewatch.settings import read_settings
from typed import Run, typing_into

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 10)
QWEN, VL, LLAMA = "Qwen/Qwen3-8B", "Qwen/Qwen3-VL-2B-Instruct", "meta-llama/Llama-3.1-8B"
GEMMA, ALIEN = "google/gemma-3-4b-it", "somebody/my-model"
TUNED, MERGED = "somebody/Qwen3-8B-tuned", "somebody/Qwen-Llama-merge"

Ask = Callable[..., Any]


def counts(day: int) -> dict[str, tuple[int, int]]:
    """Each model's 30-day and all-time counts on the n-th day; the VL model comes in March."""
    found = {
        QWEN: (30_000 + 100 * day, 500_000 + 1000 * day),
        LLAMA: (40_000, 550_000 + 400 * day),
        GEMMA: (20_000 + day * day, 100_000 + 700 * day),
        ALIEN: (9_000, 90_000 + 10 * day),
        TUNED: (600, 6000 + day),
        MERGED: (101, 1000 + day),
    }
    if day >= 60:
        found[VL] = (5_000 * (day - 59), 100_000 + 5_000 * (day - 59))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred days brought in, with lineage, regions, release dates and a list."""
    made = tmp_path_factory.mktemp("asked")
    rows = ["date,model_id,downloads_30d,downloads_all_time,likes"]
    for n in range((LAST - FIRST).days + 1):
        rows += [f"{FIRST + timedelta(n)},{one},{a},{b},1" for one, (a, b) in counts(n).items()]
    files = {
        "past.csv": rows,
        "lineage.csv": [
            "model_id,base_model,relation",
            f"{TUNED},{QWEN},finetune",
            f"{MERGED},{QWEN},merge",
            f"{MERGED},{LLAMA},merge",
            f"{QWEN},{QWEN},finetune",
        ],
        "few.csv": ["org,model,modelId", f"Qwen,Qwen3-8B,{QWEN}", f"meta-llama,L,{LLAMA}"],
        "dates.csv": [
            "model_id,hf_created_at,actual_release_date,notes",
            f"{QWEN},2026-01-01,2026-01-01,",
            f"{LLAMA},2026-01-01,2026-01-02,",
        ],
    }
    for name, lines in files.items():
        (made / name).write_text("\n".join(lines) + "\n")
        assert cli.main(["--data-dir", str(made / "data"), "import", str(made / name)]) == 0
    return made / "data"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return typing_into(folder, capsys)


@pytest.fixture
def ask(run: Run) -> Ask:
    """Ask for programs, and read what came."""

    def record(*arguments: str) -> Any:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (Exit.DONE, "")
        return json.loads(out)

    return record


def desk_at(folder: Path) -> Desk:
    where = place(folder)
    return build.open_desk(where, read_settings(where.settings), may_poll=False)


BASIS = {
    *("as_of", "scope", "attribution", "measure", "models", "complete", "estimated"),
    *("catalog", "sample", "quarantined", "poll", "census"),
}


# -- shares --------------------------------------------------------------------------------


def test_shares_by_every_measure_and_scope_have_one_form(ask: Ask) -> None:
    form = BASIS | {"family", "value", "share", "share_low", "share_high", "scope_models"}
    flows = form | {"period"}
    censuses = form | {"covered", "cutoff"}
    for measure in ("30d", "all-time"):
        assert set(ask("shares", "--measure", measure)[0]) == form
    for measure in ("day", "week", "month"):
        assert set(ask("shares", "--measure", measure)[0]) == flows
    assert set(ask("shares", "--scope", "few")[0]) == form
    assert set(ask("shares", "--scope", "hub")[0]) == censuses
    assert set(ask("shares", "--scope", "hub", "--attribution", "derivatives")[0]) == censuses


def test_the_scope_stands_beside_every_share_with_its_size(ask: Ask, run: Run) -> None:
    wide = ask("shares", "--scope", "HUB")
    assert {(one["scope"], one["scope_models"]) for one in wide} == {("hub", 7)}
    assert wide[-1]["family"] == "Other"
    assert math.fsum(one["share"] for one in wide) == pytest.approx(1)
    said = run("shares", "--scope", "hub")[1]
    assert "30-day downloads, hub, 7 models of the sample past.csv, as of 2026-04-10" in said
    derived = run("shares", "--scope", "hub", "--attribution", "derivatives")[1]
    assert "hub with derivatives, 8 models" in derived  # the merge counts in both its families


def test_derivatives_count_for_the_family_they_lead_to(ask: Ask) -> None:
    found = ask("shares", "--scope", "hub", "--attribution", "derivatives")
    last = counts(99)
    sums = {one["family"]: one["value"] for one in found}
    assert sums["Qwen"] == last[QWEN][0] + last[VL][0] + last[TUNED][0] + 51
    assert sums["Llama"] == last[LLAMA][0] + 50
    assert sums["Other"] == last[ALIEN][0]


def test_a_share_without_a_model_and_on_a_fixed_panel(ask: Ask, run: Run) -> None:
    last = counts(99)
    whole = sum(last[one][0] for one in (QWEN, LLAMA, GEMMA))
    alone = last[QWEN][0] / whole
    left_out = ask("shares", "--without", VL.upper())
    assert {one["family"]: one["share"] for one in left_out}["Qwen"] == alone
    assert left_out[0]["without"] == [VL.upper()]
    fixed = ask("shares", "--fixed-panel", "2026-01-05", "2026-04-10")
    assert {one["family"]: one["share"] for one in fixed}["Qwen"] == alone
    assert fixed[0]["fixed_panel"] == ["2026-01-05", "2026-04-10"]
    said = run("shares", "--fixed-panel", "2026-01-05", "2026-04-10")[1]
    assert "models present on both 2026-01-05 and 2026-04-10" in said


def test_every_poll_is_printed_in_the_same_form(ask: Ask, run: Run) -> None:
    every = ask("shares", "--all", "--without", GEMMA)
    assert len({one["as_of"] for one in every}) == 100
    last = ask("shares", "--without", GEMMA)
    assert every[-len(last) :] == last
    assert run("shares", "--all")[1].count("30-day downloads, tracked") == 100


# -- movers --------------------------------------------------------------------------------

SPAN = ("--from", "2026-02-20", "--to", "2026-04-10")


def test_movers_sum_to_the_change_for_programs(ask: Ask) -> None:
    for more in ((), ("--fixed-panel",), ("--scope", "hub", "--attribution", "derivatives")):
        found = ask("movers", "--family", "qwen", *SPAN, *more)
        assert {"share_from", "share_to", "change", "models"} <= set(found)
        assert found["family"] == "Qwen"
        for one in found["models"]:
            assert {"model_id", "family", "contribution"} <= set(one)
        parts = math.fsum(one["contribution"] for one in found["models"])
        assert abs(parts - found["change"]) <= 1e-15
        assert abs(found["share_to"] - found["share_from"] - found["change"]) <= 1e-15
        kinds = math.fsum(found[kind] for kind in ("growth", "new", "gone"))
        assert abs(kinds - found["change"]) <= 1e-15


def test_movers_sum_to_the_change_to_the_last_bit(folder: Path) -> None:
    days = [(day - date(1970, 1, 1)).days for day in (date(2026, 2, 20), LAST)]
    with desk_at(folder) as desk:
        for scope, attribution in (("tracked", "official"), ("hub", "derivatives")):
            view = View(Measure.D30, scope, attribution)
            found = desk.ask(MoversOf("Qwen", days[0], days[1], view)).movers
            assert sum((one.contribution for one in found.models()), Fraction(0)) == found.change
            assert found.change == found.share_to - found.share_from


def test_a_new_model_moves_the_share_and_the_fixed_panel_leaves_it_out(ask: Ask, run: Run) -> None:
    found = ask("movers", "--family", "Qwen", *SPAN)
    assert (found["models"][0]["model_id"], found["models"][0]["kind"]) == (VL, "new")
    assert found["largest"] == VL
    fixed = ask("movers", "--family", "Qwen", *SPAN, "--fixed-panel")
    assert VL not in {one["model_id"] for one in fixed["models"]}
    assert fixed["new"] == 0
    assert fixed["to"]["fixed_panel"] == ["2026-02-20", "2026-04-10"]
    assert found["without_largest"]["share_to"] == fixed["share_to"]
    said = run("movers", "--family", "Qwen", *SPAN)[1]
    assert "on 2026-02-20 (3 models)" in said
    assert "on 2026-04-10 (4)" in said


# -- claims and the rest -------------------------------------------------------------------


def test_claims_come_by_claim_and_definition(ask: Ask, run: Run) -> None:
    found = ask("claims")
    form = {"claim", "scope", "measure", "period", "left", "right", "factor", "verdict"}
    assert all(form <= set(one) for one in found)
    assert len({one["claim"] for one in found}) == 5
    assert {one["verdict"] for one in found} <= {"holds", "fails", "unknown"}
    keys = [(one["claim"], one["scope"], one["attribution"], one["measure"]) for one in found]
    assert len([one for one in found if not one["own_definition"]]) == len(
        {key for key, one in zip(keys, found, strict=True) if not one["own_definition"]}
    )
    half = {
        (one["scope"], one["attribution"], one["measure"]): one
        for one in found
        if one["claim"] == "qwen-half-of-all" and not one["own_definition"]
    }
    assert {scope for scope, _, _ in half} == {"tracked", "hub", "few"}
    assert {measure for scope, _, measure in half if scope == "tracked"} == {
        *("30d", "all-time", "day", "week", "month"),
    }
    wide = half["hub", "derivatives", "30d"]  # of the claim's own month, as all that know it
    assert wide["as_of"].startswith("2026-03-31")
    assert half["tracked", "official", "month"]["period"] == "2026-03"
    rivals = [one for one in found if one["claim"] == "qwen-double-the-next-eight"]
    assert {one["period"] for one in rivals if one["measure"] == "30d"} == {"2026-02"}
    said = run("claims")[1]
    assert "as said" in said
    assert "by its source's own numbers: does not hold, 942.1M" in said


@pytest.mark.parametrize(
    ("command", "label"),
    [("origins", "origin"), ("developers", "developer"), ("sizes", "size")],
)
def test_breakdowns_sum_to_their_scope(ask: Ask, run: Run, command: str, label: str) -> None:
    for scope in ("tracked", "hub"):
        found = ask(command, "--scope", scope, "--measure", "all-time")
        assert set(found) >= BASIS | {"by", "groups", "sources"}
        for one in found["groups"]:
            assert set(one) == {label, "value", "share", "models", "families"}
        assert math.fsum(one["share"] for one in found["groups"]) == pytest.approx(1)
        assert sum(one["models"] for one in found["groups"]) == found["models"]
        assert sum(found["sources"].values()) == found["models"]
        assert "Labels from" in run(command, "--scope", scope)[1]


def test_sizes_come_from_names_where_nothing_else_says_them(ask: Ask) -> None:
    groups = {one["size"]: one["models"] for one in ask("sizes")["groups"]}
    assert groups == {"1–5B": 2, "5–10B": 2}


def test_concentration_is_exact_and_bounded_where_others_are_unknown(ask: Ask, run: Run) -> None:
    found = ask("concentration", "--next", "2")
    assert set(found) >= BASIS | {
        *("hhi_low", "hhi_high", "points_low", "points_high"),
        *("leader", "value", "next", "next_sum", "ratio", "margin"),
    }
    parts = [one["share"] for one in ask("shares") if one["value"]]
    assert found["hhi_low"] == pytest.approx(math.fsum(one**2 for one in parts))
    assert found["hhi_low"] == found["hhi_high"]
    assert (found["leader"], found["next"]) == ("Qwen", ["Llama", "Gemma"])
    wide = ask("concentration", "--scope", "hub")
    assert wide["hhi_low"] < wide["hhi_high"]
    assert "Herfindahl" in run("concentration", "--scope", "hub")[1]


def test_derivatives_say_how_their_lineage_was_read(ask: Ask, run: Run) -> None:
    found = ask("derivatives")
    assert (found["edges_accepted"], found["models"]) == (3, 2)
    (rejected,) = found["edges_rejected"]
    assert rejected["model"] == QWEN
    families = {one["family"]: one["models"] for one in found["families"]}
    assert families["Qwen"] == 2
    assert families["Llama"] == 1
    more = ask("derivatives", "--more-than", "500")
    assert {one["family"]: one["models"] for one in more["families"]}["Qwen"] == 1
    assert ask("derivatives", "--all")["more_than"] is None
    assert "3 declarations accepted" in run("derivatives")[1]


def test_milestones_ahead_and_behind(ask: Ask, run: Run) -> None:
    ahead = ask("milestone", "--family", "LLAMA", "--reach", "600_000")
    assert (ahead["family"], ahead["value"], ahead["reached"]) == ("Llama", 589_600, False)
    assert ahead["flow_per_day"] == 400
    assert ahead["expected"] == "2026-05-06T00:00:00Z"
    behind = ask("milestone", "--family", "Gemma", "--reach", "135K")
    assert (behind["reached"], behind["expected"]) == (True, "2026-02-20T00:00:00Z")
    assert (
        "600.0K is expected about 2026-05-06, 26.0 days later"
        in run("milestone", "--family", "Llama", "--reach", "600K")[1]
    )
    said = run("milestone", "--family", "Llama", "--reach", "5K")[1]
    assert "5.0K was reached before the first count." in said


def test_crossovers_name_who_passed_whom(ask: Ask, run: Run) -> None:
    found = ask("crossovers")
    passed = [one for one in found["crossovers"] if one["passer"] == "Qwen"]
    assert set(passed[0]) == {"passer", "passed", "at", "before", "after", "lasting"}
    assert "Qwen passed Llama" in run("crossovers")[1]


def test_adoption_names_its_definition(ask: Ask, run: Run) -> None:
    found = ask("adoption", QWEN.lower())
    assert (found["model_id"], found["definition"]) == (QWEN, "ram-2026-01")
    assert found["size_class"] == "5–10B"
    days = {one["day"]: one for one in found["days"]}
    assert days[30]["downloads"] is not None
    assert ask("adoption", QWEN, "--definition", "ram-2026-q2")["definition"] == "ram-2026-q2"
    assert "RAM, January 2026" in run("adoption", QWEN)[1]


def test_provenance_leads_to_polls_models_and_rules(ask: Ask, run: Run) -> None:
    found = ask("provenance", "--family", "qwen")
    assert found["family"] == "Qwen"
    assert sum(one["part"] for one in found["counted"]) == found["value"]
    assert {one["model_id"] for one in found["counted"]} == {QWEN, VL}
    assert "include" in found["counted"][0]["rule"]
    assert [one["as_of"] for one in found["polls"]] == ["2026-04-10T00:00:00Z"]
    assert found["source"].startswith("past.csv, imported ")
    wide = ask("provenance", "--family", "Llama", "--scope", "hub", "--attribution", "derivatives")
    merge = {one["model_id"]: one for one in wide["counted"]}[MERGED]
    assert (merge["part"], merge["rule"]) == (50, "declared lineage")
    assert merge["lineage"]
    assert wide["source"].startswith("past.csv, imported ")
    assert sum(one["part"] for one in ask("provenance", "--scope", "hub")["counted"]) == sum(
        count for count, _ in counts(99).values()
    )
    assert "census 100 of 2026-04-10" in run("provenance", "--scope", "hub")[1]


# -- both faces ----------------------------------------------------------------------------


def test_the_window_the_desk_and_the_command_line_say_the_same(folder: Path, ask: Ask) -> None:
    with desk_at(folder) as desk:
        board: Board = desk.board()
        for measure in Measure:
            printed = {
                one["family"]: (one["value"], one["share"])
                for one in ask("shares", "--measure", measure.value)
            }
            asked = desk.ask(SharesOf(View(measure)))
            assert {one.family: (one.value, float(one.share)) for one in asked.shares} == printed
            shown = {one.facts.name: one for one in board.leaders[measure]}
            assert {name: (one.value, float(one.share)) for name, one in shown.items()} == printed
            assert [one.share for one in asked.shares] == [
                one.share for one in board.leaders[measure]
            ]
            last = {one.facts.name: one.shares[-1] for one in board.histories[measure].series}
            assert last == {name: share for name, (_, share) in printed.items()}
        groups = desk.ask(BreakdownOf(By.ORIGIN))
        assert [float(one.share) for one in groups.groups] == [
            one["share"] for one in ask("origins")["groups"]
        ]
        held = desk.ask(ConcentrationOf())
        assert float(held.concentration.low) == ask("concentration")["hhi_low"]


# -- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("movers", "--family", "Qwem", *SPAN), 6, "'Qwem' is not in the tracked scope. Did you"),
        (("milestone", "--family", "lama", "--reach", "1B"), 6, "Did you mean Llama?"),
        (("provenance", "--family", "zzz"), 6, "family: 'zzz' is not in the tracked scope."),
        (("shares", "--scope", "nope"), 6, "'nope' is none of tracked, text, hub, few"),
        (("shares", "--at", "2026-05-09"), 7, "the nearest are 2026-04-09 and 2026-04-10"),
        (("shares", "--scope", "hub", "--at", "2026-05-09"), 7, "There is no census on 2026-05-09"),
        (
            ("movers", "--family", "Qwen", "--from", "2026-04-10", "--to", "2026-02-20"),
            6,
            "2026-04-10 does not lie before 2026-02-20",
        ),
        (("movers", "--family", "Qwen", *SPAN, "--measure", "day"), 6, "two moments to compare"),
        (("shares", "--without", "nobody/x"), 6, "nobody/x is not among the 4 models"),
        (("shares", "--without", ALIEN), 6, "of the tracked scope on 2026-04-10"),
        (("shares", "--measure", "month", "--without", QWEN), 6, "Leaving models out"),
        (("shares", "--all", "--measure", "month"), 6, "a flow has no value at a poll"),
        (("shares", "--all", "--scope", "hub"), 6, "No poll sees all of the hub scope"),
        (("shares", "--scope", "text"), 7, "a census is needed and none is stored"),
        (("shares", "--measure", "day", "--scope", "hub"), 7, "counted from polls"),
        (("shares", "--measure", "day", "--at", "2025-05-05"), 7, "from 2026-01-01 to 2026-04-10"),
        (("origins", "--measure", "week"), 6, "by 30d or all-time"),
        (("adoption", "nobody/x"), 6, "nobody/x was in no poll."),
        (("adoption", GEMMA), 7, "a list of release dates can be imported"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(
    run: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    found, out, err = run(*arguments, "--json")
    assert (found, out) == (code, "")
    assert says in err


@pytest.mark.parametrize(
    "command",
    [
        ("shares",),
        ("shares", "--all"),
        ("shares", "--measure", "day"),
        ("movers", "--family", "Qwen", *SPAN),
        ("origins",),
        ("sizes",),
        ("concentration",),
        ("derivatives",),
        ("milestone", "--family", "Qwen", "--reach", "1e9"),
        ("crossovers",),
        ("adoption", QWEN),
        ("provenance",),
        ("shares", "--scope", "hub", "--attribution", "derivatives"),
    ],
)
def test_nothing_is_answered_before_anything_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert cli.main(["--data-dir", str(tmp_path), *command, "--json"]) == Exit.NOTHING
    said = capsys.readouterr()
    assert said.out == ""
    assert "stored" in said.err


def test_claims_are_unknown_before_anything_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--data-dir", str(tmp_path), "claims", "--json"]) == Exit.DONE
    found = json.loads(capsys.readouterr().out)
    assert {(one["verdict"], one["own_definition"]) for one in found} == {("unknown", True)}
    assert all(one["reason"] for one in found)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("shares", "--measure", "year"), "'year' is no measure; it takes 30d|all-time|day|week"),
        (("shares", "--at", "9 May"), "'9 May' is no date; write 2026-05-09"),
        (("milestone", "--family", "Qwen", "--reach", "many"), "write 1e9 or 1B"),
        (("milestone", "--family", "Qwen", "--reach", "0"), "a whole number of downloads"),
        (("concentration", "--next", "0"), "how many rivals: 1 or more"),
        (("derivatives", "--more-than", "-1"), "'-1' is no whole number"),
        (("derivatives", "--all", "--more-than", "3"), "not allowed with"),
        (("census", "--coverage", "half"), "'half' is no part; write 0.995 or 99.5%"),
        (("census", "--coverage", "120%"), "lies outside of 0 to 1"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_opened(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2
    assert says in capsys.readouterr().err


def test_numbers_and_parts_are_read_exactly() -> None:
    for text in ("1e9", "1B", "1,000,000,000", "1000M", "1_000_000_000"):
        assert cli.parse(["milestone", "--family", "Qwen", "--reach", text]).reach == 10**9
    assert cli.parse(["census", "--coverage", "99.5%"]).coverage == Fraction(995, 1000)
    assert cli.parse(["census", "--coverage", "0.5"]).coverage == Fraction(1, 2)


# -- bringing in ---------------------------------------------------------------------------


def test_a_dry_run_says_what_a_file_would_bring_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = tmp_path / "past.csv"
    past.write_text(
        f"date,model_id,downloads_30d,downloads_all_time,likes\n2026-05-01,{QWEN},3,9,\n"
    )
    regions = tmp_path / "regions.csv"
    regions.write_text("hf_org,region,notes\nQwen,china,\n")
    data = ["--data-dir", str(tmp_path / "data")]
    assert cli.main([*data, "import", str(past), "--dry-run", "--json"]) == Exit.DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["dry_run"], found["stored"], found["dates"]) == (True, 1, ["2026-05-01"])
    assert cli.main([*data, "import", str(past), "--dry-run"]) == Exit.DONE
    assert "1 would be stored" in capsys.readouterr().out
    assert cli.main([*data, "shares"]) == Exit.NOTHING
    assert cli.main([*data, "import", str(regions)]) == Exit.DONE
    assert "regions, 1 rows, 1 owners" in capsys.readouterr().out
    assert cli.main([*data, "import", str(tmp_path / "absent.csv")]) == Exit.INPUT


def test_a_model_of_nobody_is_explained_by_its_lineage(ask: Ask, run: Run) -> None:
    derivative = ask("derivatives", "--all")
    assert derivative["models"] > 0
    counted = ask(
        "provenance", "--family", "Qwen", "--scope", "hub", "--attribution", "derivatives"
    )
    by_lineage = next(one for one in counted["counted"] if one["lineage"])
    found = ask("explain", by_lineage["model_id"])
    assert found["family"] is None
    assert found["lineage"] == by_lineage["lineage"]
    assert f"is a {found['lineage'][0]['relation']} of" in run("explain", by_lineage["model_id"])[1]


def test_a_rule_may_watch_another_scope(run: Run) -> None:
    said = run("rules", "add", "--family", "qwen", "--above", "0.5", "--scope", "HUB")[1]
    assert "Qwen's share of 30-day downloads at or above 50 %, hub scope, official models" in said
    code, _, err = run("rules", "add", "--family", "qwen", "--above", "0.5", "--scope", "nowhere")
    assert code == 6
    assert "'nowhere' is none of tracked" in err
