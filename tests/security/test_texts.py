"""What may be an id, what a spreadsheet would run, what a terminal would obey."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted import Asked, Reply, ScriptedHub, page, row

import hostile
from at_home import Home, hash_of
from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.core.catalog import CatalogError, parse_catalog
from sharewatch.core.claims_text import parse_claims
from sharewatch.core.identity import is_model_id
from sharewatch.core.plain import plain
from sharewatch.hub.wire import parse_page
from sharewatch.past.catalogs import catalog_csv
from sharewatch.places import read_catalog
from sharewatch.settings import write_settings

IDS = (
    "../etc/passwd",
    "a/../b",
    "a..b/c",
    "a/b/c",
    "/a/b",
    "a/b/",
    "a/b\n",
    "\na/b",
    "a/b\r\n",
    "a /b",
    "a/b c",
    "a\\b/c",
    "a/b\x00",
    "a/\x1b[31mb",
    "a/b\u202ec",
    "a/\u200bb",
    "a/b\u0661",
    "\uff41/b",
    "а/b",
    "a/b%2f",
    "a/b?c",
    "a/b#c",
    "a:b/c",
    "<img>/x",
    "=1/x",
    "a" * 97 + "/b",
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")


Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command; returns its exit code and all that it printed."""

    def command(*arguments: str | Path) -> tuple[int, str]:
        code = cli.main(["--data-dir", str(tmp_path / "own"), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return command


@pytest.mark.parametrize("text", IDS, ids=ascii)
def test_an_id_of_any_other_form_enters_by_no_way(text: str) -> None:
    assert not is_model_id(text)
    rows, bad = parse_page(json.dumps([row(1, text), row(2)]).encode())
    assert ([one.model_id for one in rows], len(bad)) == (["Qwen/model-2"], 1)
    assert bad[0].model_id is None


def test_ids_of_another_form_are_skipped_and_counted(home: Home, hub: ScriptedHub) -> None:
    def some(asked: Asked) -> Reply:
        owner = asked.query["author"][0]
        good = [row(hash_of(f"{owner}{at}"), f"{owner}/model-{at}") for at in range(40)]
        return page(good + [row(at, text) for at, text in enumerate(IDS[:3], 1)])

    hub.say(some)
    home.choose(endpoint=hub.url)
    done = home.run("poll", "--json")
    assert json.loads(done.stdout)["skipped_rows"] == 2 * 3, done.stderr
    assert done.returncode == 4
    stored = (home.data / "sharewatch.db").read_bytes()
    assert b"passwd" not in stored
    assert b"\x1b[31m" not in stored


def test_a_file_with_such_an_id_is_refused_whole(say: Say, tmp_path: Path) -> None:
    for text in ("../etc/passwd", "a/\x1b[31mb", "a/b\u202ec", "a/b\u0661"):
        path = tmp_path / "file.csv"
        head = "date,model_id,downloads_30d,downloads_all_time,likes"
        path.write_text(f"{head}\n2026-05-01,{text},1,1,1\n", "utf-8")
        code, said = say("import", path)
        assert code == Exit.INPUT
        assert "is not a model id" in said
        assert plain(said) == said


@pytest.mark.parametrize(
    "sign", ["\x1b[31m", "\u202e", "\u2066", "\u200b", "\x85", "\u2028"], ids=ascii
)
def test_a_catalog_and_a_claim_take_no_sign_that_is_not_seen(sign: str) -> None:
    catalog = hostile._FAMILY.format(name=json.dumps(f"Qwen{sign}3"), at=1)
    with pytest.raises(CatalogError, match="a text on one line"):
        parse_catalog(f'format = 1\nversion = "x"\n[tracked]\nexclude = []\n{catalog}')
    with pytest.raises(CatalogError, match="a text on one line"):
        parse_claims(f'format = 1\n[[claim]]\nid = "x"\nsentence = {json.dumps(f"a{sign}b")}\n')


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[hostile.Hostile]:
    """The hostile database."""
    found = hostile.make(tmp_path_factory.mktemp("hostile"), 1)
    yield found
    found.desk.close()


def is_run(cell: str) -> bool:
    return cell.startswith(FORMULAS) and not cell.lstrip("-").replace(".", "", 1).isdigit()


def test_no_export_holds_a_cell_that_a_spreadsheet_runs(made, tmp_path: Path) -> None:
    made.desk.export(str(tmp_path / "out.csv"))
    cells = [cell for line in csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8")))
             for cell in line]  # fmt: skip
    assert [cell for cell in cells if is_run(cell)] == []
    assert any(cell.startswith("'=1+1") for cell in cells)
    catalog = catalog_csv(read_catalog(Path(made.settings.catalog)))
    cells = [cell for line in csv.reader(io.StringIO(catalog)) for cell in line]
    assert [cell for cell in cells if is_run(cell)] == []
    assert any(cell.startswith("'=1+1") for cell in cells)


def test_other_exports_hold_texts_as_texts(made, tmp_path: Path) -> None:
    made.desk.export(str(tmp_path / "out.json"))
    families = {one["family"] for one in json.loads((tmp_path / "out.json").read_text("utf-8"))}
    assert set(made.names) <= families
    parquet = pytest.importorskip("pyarrow.parquet")
    made.desk.export(str(tmp_path / "out.parquet"))
    table = parquet.read_table(tmp_path / "out.parquet")
    assert set(made.names) <= set(table["family"].to_pylist())
    assert str(table.schema.field("family").type) == "string"


COMMANDS = (
    ("shares",),
    ("shares", "--json"),
    ("rules",),
    ("rules", "--json"),
    ("alerts",),
    ("alerts", "--json"),
    ("claims",),
    ("catalog",),
    ("explain", "a/\x1b]0;x\x07"),
    ("diagnostics",),
    ("import", hostile.FILE),
    ("shares", "--scope", "\x1b[31mno"),
)


def test_no_command_lets_a_name_steer_the_terminal(made: hostile.Hostile, say: Say) -> None:
    write_settings(made.where.settings, made.settings)
    for command in COMMANDS:
        _, said = say("--data-dir", made.where.data, *command)
        assert said
        assert plain(said) == said, command


def test_what_the_server_says_never_reaches_the_terminal(home: Home, hub: ScriptedHub) -> None:
    spoken = b'{"error":"\x1b[2J<b>REMOTE</b>"}'
    home.choose(endpoint=hub.url)
    for reply in (Reply(400, spoken), Reply(body=spoken)):
        hub.say(reply)
        done = home.run("poll")
        assert done.returncode == 3
        assert "REMOTE" not in done.stdout + done.stderr
        assert plain(done.stderr) == done.stderr
