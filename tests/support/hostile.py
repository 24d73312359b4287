"""A database whose every name tries to be obeyed instead of shown, brought in by the real ways."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Event

from sharewatch.core.claims import Claim, Definition, Relation
from sharewatch.core.health import Ailment
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.sides import Everything, Families
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.intake import importing
from sharewatch.intake.claimbook import rule_for
from sharewatch.intake.poll import unheard
from sharewatch.places import Place
from sharewatch.settings import Settings

FILE = "<i>&amp; [a](b) \x1b[31m\u202e <img src=x>.csv"
LIST = "<s>list & co</s>"
DAYS = tuple(f"2026-0{month}-{day:02d}" for month in (3, 4) for day in range(1, 29))
_FAMILY = """
[[family]]
name = {name}
developer = {name}
country = "US"
colour = "#1234{at}6"
owners = ["owner{at}"]
include = ["*"]
"""


def names(port: int) -> tuple[str, ...]:
    """What families are called; the first would make a browser ask a server on that port."""
    return (
        f'<img src="http://127.0.0.1:{port}/x">',
        "<b>A & B</b> &amp; [a](b)",
        f'=1+1 <a href="http://127.0.0.1:{port}/">&File</a>',
        "<table><tr><td>@SUM(1)",
    )


@dataclass
class Hostile:
    """The desk over it, the names in it, and where it is."""

    desk: WindowDesk
    where: Place
    settings: Settings
    names: tuple[str, ...]


def make(folder: Path, port: int) -> Hostile:
    """Replay a hostile series, then bring in lists, regions and lineage beside it."""
    families = names(port)
    catalog = folder / "<b>catalog & co.toml"
    told = "".join(_FAMILY.format(name=json.dumps(n), at=at) for at, n in enumerate(families))
    head = f"format = 1\nversion = {json.dumps(families[1])}\n[tracked]\nexclude = []\n"
    catalog.write_text(head + told, "utf-8")
    where = Place(folder / "data", folder / "data")
    settings = Settings(catalog=str(catalog), consented=True)
    at_work = build.open_replay(where, settings, _series(folder), None)
    desk = at_work.desk
    for rule in _rules(families):
        desk.alerts.save_rule(rule)
    for date in at_work.dates:
        at_work.poll(date)
    desk.claims.save(_claim(families))
    desk.alerts.save_rule(rule_for(_claim(families)))
    for path, name in ((_list(folder), LIST), (_regions(folder), ""), (_lineage(folder), "")):
        found = importing.look_into(path, stop=Event(), between=unheard)
        desk.bring_in(found, name=name, dry=False, stop=Event(), between=unheard)
    for ailment in (Ailment.PROGRAM, Ailment.CHANNEL, Ailment.BACKUP):
        desk.note(ailment, f"{families[0]} failed & {families[1]}")
    return Hostile(WindowDesk(desk), where, settings, families)


def _series(folder: Path) -> Path:
    """Counts that move every day, so that each family crosses its threshold in turn."""
    lines = ["date,model_id,downloads_30d,downloads_all_time,likes,created_at,pipeline_tag"]
    for at, day in enumerate(DAYS):
        for owner in range(4):
            for nth in range(3):
                count = 1000 + 400 * ((at + owner) % 4) * (nth + 1)
                total = 10_000 * (at + 1) * (owner + 1) + nth
                name = f"owner{owner}/model-{nth}-7B"
                lines.append(
                    f"{day},{name},{count},{total},5,2025-0{nth + 1}-01T00:00:00Z,text-generation"
                )
    return _write(folder, FILE, lines)


def _list(folder: Path) -> Path:
    lines = ["org,model,modelId"]
    lines += [f"=cmd|'/c calc'!A{at},<b>m</b>,owner{at}/model-0-7B" for at in range(3)]
    return _write(folder, f"list {FILE}", lines)


def _regions(folder: Path) -> Path:
    lines = ["hf_org,region,notes", *(f"owner{at},<u>region & {at}</u>,x" for at in range(4))]
    return _write(folder, f"regions {FILE}", lines)


def _lineage(folder: Path) -> Path:
    lines = ["model_id,base_model,relation", '<img src=x>/y,"<b>&",finetune']
    lines += [f"someone/child-{at},owner{at}/model-0-7B,finetune" for at in range(3)]
    return _write(folder, f"lineage {FILE}", lines)


def _write(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _rules(families: tuple[str, ...]) -> list[Rule]:
    return [
        Rule(name, measure, Direction.ABOVE, Fraction(1, 4), tell_on_creation=True)
        for name in families
        for measure in Measure
    ]


def _claim(families: tuple[str, ...]) -> Claim:
    return Claim(
        "hostile",
        f"{families[0]} is more than {families[1]} & <i>all</i>",
        Definition("tracked", "official", "30d"),
        Families((families[0],)),
        Relation.MORE,
        Fraction(1, 9),
        Everything(),
        source=f"<a href='x'>{families[1]}</a>",
        note=f"<script>{families[2]}</script>",
    )
