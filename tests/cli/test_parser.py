"""The headless face: its stable forms, its exit codes, and that it never needs Qt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import series
from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from typed import Run, typing_into


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands over a folder that nothing is in yet."""
    return typing_into(tmp_path / "data", capsys)


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    return series.qwen_rises(tmp_path / "rising.csv")


def test_a_replay_answers_shares_rules_and_alerts(run: Run, rising: Path) -> None:
    code, out, _ = run(
        *("rules", "add", "--family", "Qwen", "--measure", "30d"),
        *("--above", "0.5", "--margin", "0.01", "--confirm", "2", "--json"),
    )
    assert code == Exit.DONE
    rule = json.loads(out)
    assert (rule["family"], rule["above"], rule["margin"], rule["confirm"]) == (
        *("Qwen", 0.5, 0.01, 2),
    )
    code, out, _ = run("replay", rising, "--json")
    assert code == Exit.DONE
    assert [one["as_of"][:10] for one in json.loads(out)] == list(series.DAYS)

    code, out, _ = run("shares", "--measure", "30d", "--scope", "tracked", "--json")
    latest = {one["family"]: one for one in json.loads(out)}
    qwen = latest["Qwen"]
    assert (qwen.pop("poll"), bool(qwen.pop("catalog"))) == (5, True)
    assert qwen == {
        "as_of": "2026-05-05T00:00:00Z",
        "scope": "tracked",
        "attribution": "official",
        "measure": "30d",
        "models": 1,
        "scope_models": 2,
        "complete": True,
        "estimated": False,
        "census": None,
        "sample": None,
        "quarantined": [],
        "family": "Qwen",
        "value": 30,
        "share": 0.3,
        "share_low": 0.3,
        "share_high": 0.3,
    }
    _, out, _ = run("alerts", "--json")
    fired, cleared = json.loads(out)
    assert fired == {
        "id": 1,
        "unread": True,
        "missed": False,
        "cancelled": True,
        "episode": 1,
        "kind": "FIRED",
        "rule": rule["id"],
        "family": "Qwen",
        "as_of": "2026-05-04T00:00:00Z",
        "share": 0.61,
    }
    assert (cleared["kind"], cleared["episode"], cleared["share"]) == ("CLEARED", 1, 0.3)


def test_shares_of_one_day_of_all_days_and_of_a_day_without_a_poll(run: Run, rising: Path) -> None:
    run("replay", rising)
    _, out, _ = run("shares", "--at", "2026-05-02", "--json")
    assert {one["family"]: one["share"] for one in json.loads(out)}["Qwen"] == 0.45
    _, out, _ = run("shares", "--all", "--measure", "all-time", "--json")
    qwen = [one["value"] for one in json.loads(out) if one["family"] == "Qwen"]
    assert qwen == [400, 450, 600, 610, 300]
    code, _, err = run("shares", "--at", "2026-06-01", "--json")
    assert code == Exit.NOTHING
    assert "no poll on 2026-06-01; the nearest are 2026-05-04 and 2026-05-05" in err


def test_an_unknown_count_is_said_to_be_unknown(run: Run, tmp_path: Path) -> None:
    day = {"2026-05-01": {series.QWEN: None, series.LLAMA: 10}}
    run("replay", series.write_series(tmp_path / "s.csv", day))
    _, out, _ = run("shares", "--json")
    found = {one["family"]: one for one in json.loads(out)}
    assert found["Qwen"]["value"] is None
    assert found["Llama"]["share"] is None
    assert found["Llama"]["complete"] is False


def test_replaying_twice_polls_no_date_twice(run: Run, rising: Path) -> None:
    run("replay", rising)
    _, out, _ = run("replay", rising)
    assert "0 dates polled, 5 were stored already." in out
    _, out, _ = run("shares", "--all", "--json")
    assert len({one["as_of"] for one in json.loads(out)}) == 5


def test_a_database_keeps_to_one_source(run: Run, rising: Path, tmp_path: Path) -> None:
    run("replay", rising)
    other = series.qwen_rises(tmp_path / "other.csv")
    code, _, err = run("replay", other)
    assert code == Exit.DATABASE
    assert "rising.csv" in err
    code, _, err = run("poll")
    assert code == Exit.INPUT
    assert "nothing to poll" in err


def test_nothing_is_shown_before_the_first_poll(run: Run) -> None:
    code, _, err = run("shares", "--json")
    assert code == Exit.NOTHING
    assert "sharewatch poll" in err
    assert run("alerts")[1] == "The inbox is empty: no rule has had anything to say.\n"
    assert run("alerts", "--json")[1] == "[]\n"


def test_rules_are_listed_and_removed(run: Run) -> None:
    run("rules", "add", "--family", "Llama", "--below", "10%", "--measure", "all-time")
    _, out, _ = run("rules", "list", "--json")
    [rule] = json.loads(out)
    assert (rule["below"], rule["measure"], rule["state"]) == (0.1, "all-time", "NEW")
    assert "Llama's share of all-time downloads at or below 10 %" in run("rules")[1]
    assert run("rules", "remove", rule["id"])[0] == Exit.DONE
    assert json.loads(run("rules", "list", "--json")[1]) == []
    assert run("rules", "remove", rule["id"])[0] == Exit.INPUT


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--family", "Qwenn", "--above", "0.5"),
            "'Qwenn' is not in the tracked scope. Did you mean Qwen?",
        ),
        (("--family", "Qwen", "--above", "1.5"), "threshold: 150 % is not between 0 and 100 %"),
        (("--family", "Qwen", "--above", "0.5", "--confirm", "3", "--of", "2"), "confirm: 3 of 2"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    code, _, err = run("rules", "add", *arguments)
    assert code == Exit.INPUT
    assert says in err


@pytest.mark.parametrize("share", ["half", "1/0", "%"])
def test_a_share_that_is_none_is_wrong_usage(
    run: Run, share: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run("rules", "add", "--family", "Qwen", "--above", share)
    assert left.value.code == 2
    assert "is no share; write 0.5 or 50%" in capsys.readouterr().err


def test_explain_names_family_rule_and_reason(run: Run) -> None:
    _, out, _ = run("explain", "Qwen/Qwen3-8B", "--json")
    found = json.loads(out)
    assert set(found) == {"family", "official", "rule", "reason"}
    assert (found["family"], found["official"]) == ("Qwen", True)
    _, out, _ = run("explain", "Falconsai/nsfw_image_detection")
    assert "no tracked family" in out


def test_an_export_holds_every_day_with_scope_and_source(
    run: Run, rising: Path, tmp_path: Path
) -> None:
    run("replay", rising)
    target = tmp_path / "shares.csv"
    code, out, _ = run("export", target)
    assert code == Exit.DONE
    header, *rows = target.read_text().splitlines()
    assert {"as_of", "scope", "measure", "family", "share", "complete"} <= set(header.split(","))
    assert f"{len(rows)} rows" in out
    assert any("2026-05-03" in row and "Qwen" in row and "0.6" in row for row in rows)


def test_a_bad_catalog_is_refused_with_line_and_key(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("catalog", "--copy")
    copy = tmp_path / "data" / "families.toml"
    assert str(copy) in out
    copy.write_text(copy.read_text().replace('country = "CN"', 'country = "China"', 1))
    code, _, err = run("explain", "Qwen/Qwen3-8B")
    assert code == Exit.INPUT
    assert str(copy) in err
    assert "line" in err
    assert "country" in err


def test_a_bad_series_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "date,model_id,downloads_30d,downloads_all_time,likes\n2026-05-01,Qwen/Qwen3-8B,-3,,\n"
    )
    code, _, err = run("replay", bad)
    assert code == Exit.INPUT
    assert "line 2" in err
    assert "downloads_30d" in err
    assert run("replay", tmp_path / "absent.csv")[0] == Exit.INPUT


def test_a_hub_that_is_not_there_stores_nothing(run: Run) -> None:
    code, _, err = run("--endpoint", "http://127.0.0.1:9", "poll", "--json")
    assert code == Exit.HUB
    assert "can't be reached" in err
    assert run("shares")[0] == Exit.NOTHING


@pytest.fixture(scope="module")
def made_up_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo's past, made once."""
    folder = tmp_path_factory.mktemp("year")
    assert cli.main(["--data-dir", str(folder), "--demo", "shares"]) == Exit.DONE
    return folder


@pytest.fixture
def demo(made_up_year: Path, tmp_path: Path) -> Path:
    """A data folder whose demo needs no making."""
    return shutil.copytree(made_up_year, tmp_path / "data")


@pytest.mark.usefixtures("demo")
def test_the_demo_polls_the_next_day_at_each_visit_and_is_labelled(run: Run) -> None:
    code, out, _ = run("--demo", "poll", "--json")
    assert code == Exit.DONE
    first = json.loads(out)
    assert first["complete"]
    code, out, _ = run("--demo", "poll")
    assert code == Exit.DONE
    assert "DEMO DATA" in out
    assert "DEMO DATA" in run("--demo", "shares")[1]
    assert "DEMO DATA" in run("--demo", "alerts")[1]
    _, out, _ = run("--demo", "shares", "--all", "--json")
    days = {one["as_of"][:10] for one in json.loads(out)}
    assert len(days) == 367
    assert run("shares")[0] == Exit.NOTHING


def headless(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    env = {key: value for key, value in os.environ.items() if key not in hidden} | more
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=env, check=False
    )


def test_no_command_imports_qt(tmp_path: Path, rising: Path) -> None:
    asked = (
        "import sys; from sharewatch.cli.parser import main;"
        f"code = main(['--data-dir', {str(tmp_path / 'q')!r}, 'replay', {str(rising)!r}]);"
        "print(sorted(m for m in sys.modules if m.startswith(('PySide6', 'pyqtgraph'))));"
        "sys.exit(code)"
    )
    done = headless("-c", asked)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_display_the_plain_start_runs_the_headless_demo(demo: Path) -> None:
    done = headless("-m", "sharewatch", "--data-dir", str(demo), "--demo")
    assert done.returncode == 0, done.stderr
    assert "No display here" in done.stdout
    assert "ALERT" in done.stdout
    assert "Qwen" in done.stdout
