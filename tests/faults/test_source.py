"""Whatever the source does, no half poll is stored, and the reason is said in a sentence."""

from __future__ import annotations

import gzip
import json
import re
import time
from dataclasses import replace
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

import pytest
from scripted import Asked, Clock, Reply, ScriptedHub, next_link, page, row, zipped

from installed import OWNERS, STOP, USUAL, Install, always, for_owner, none
from sharewatch.cli.exits import Exit
from sharewatch.core.health import Ailment
from sharewatch.core.shares import Measure
from sharewatch.hub.errors import BadPage, HubError, ServerFault, TimedOut

# What would make the rule fire if it were taken: all downloads are Alpha's.
FLOOD = [row(99, "Alpha/flood", downloads=2**40, downloadsAllTime=2**41, likes=1)]
GOOD = json.dumps(FLOOD).encode()
NO_NETWORK = "The Hub can't be reached. Check the network connection."
SHARES = {"Alpha": Fraction(3, 5), "Beta": Fraction(3, 10), "Gamma": Fraction(1, 10)}
UNREADABLE = r"The Hub's answer could not be read \([a-zA-Z: ,`_\[\].0-9-]+\)\."


def said(body: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> Reply:
    """A reply of exactly these bytes."""
    return Reply(status, body, headers, kind)


REFUSED = {
    "a sign-in page": (said(b"<!DOCTYPE html><h1>Hotel</h1>", "text/html"), "sign-in page"),
    "a sign-in page that says it is JSON": (said(b"<html>Hotel</html>"), "sign-in page"),
    "a redirect to a sign-in page": (
        said(b"", status=302, Location="http://portal.example/login"),
        "pointed away from the Hub",
    ),
    "network authentication required": (said(b"", status=511), "sign-in page"),
    "an error in the place of data": (
        said(b'{"error":"Internal Hotel"}'),
        "answered with an error",
    ),
    "no JSON": (said(b"Hotel"), UNREADABLE),
    "an object": (said(b'{"models":[]}'), UNREADABLE),
    "not a number": (said(GOOD.replace(b"1099511627776", b"NaN")), UNREADABLE),
    "infinity": (said(GOOD.replace(b"1099511627776", b"-Infinity")), UNREADABLE),
    "a page that was cut": (said(GOOD[:-1]), UNREADABLE),
    "a body that was cut": (replace(said(GOOD), cut=20), "cut off"),
    "a packed body that was cut": (replace(zipped(said(GOOD)), cut=40), "cut off"),
    "a packed body that ends with the line": (
        replace(zipped(said(GOOD)), cut=40, length=False),
        "cut off",
    ),
    "a damaged packed body": (
        replace(zipped(said(GOOD)), body=gzip.compress(GOOD)[:-8] + b"\0" * 8),
        "damaged",
    ),
    "packing nobody asked for": (said(GOOD, **{"Content-Encoding": "br"}), "not asked for"),
    "a bomb": (zipped(said(b" " * 2**26)), "larger than any real page"),
    "a link to elsewhere": (
        said(GOOD, Link=next_link("http://evil.example/api/models?author=Beta&cursor=x")),
        "pointed away from the Hub",
    ),
    "a link in a circle": (
        said(GOOD, Link=next_link("/api/models?author=Beta&cursor=x")),
        "runs in a circle",
    ),
    "a limit without an end in sight": (
        said(b"", status=429, **{"Retry-After": "7000"}),
        r"request limit is used up\. It may be asked again in about 117 min",
    ),
    "maintenance": (said(b"", status=503, **{"Retry-After": "7000"}), "left alone for a while"),
}


@pytest.mark.parametrize(("reply", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_listing_is_stored_by_nobody_and_said(
    install: Install, reply: Reply, sentence: str
) -> None:
    before = install.kept()
    install.world.fault = for_owner("Beta", reply)
    ended = install.run("poll")
    assert (ended.code, ended.out) == (Exit.HUB, "")
    assert re.fullmatch(rf"sharewatch: [^\n]*{sentence}[^\n]*\n", ended.err)
    assert "Hotel" not in ended.err
    assert install.kept() == before

    board = install.board()
    # How long it is to be left alone is told once, and not kept to grow stale.
    told = re.sub(r" It may be asked again in about \d+ min\.", "", ended.err)
    assert f"sharewatch: {board.problem}\n" == told
    assert board.latest == board.shown
    assert board.next_poll_at is not None
    assert 0 < board.next_poll_at - time.time() <= 7001
    assert [line.state for line in board.rules] == ["ARMED"]
    assert board.inbox == ()

    recovers(install)


def test_a_machine_without_a_network_keeps_what_it_has_and_says_how_old_it_is(
    install: Install,
) -> None:
    before = install.kept()
    install.hub.close()
    ended = install.run("poll")
    assert (ended.code, ended.out) == (Exit.HUB, "")
    assert ended.err == f"sharewatch: {NO_NETWORK}\n"
    assert install.kept() == before
    board = install.board()
    assert board.problem == NO_NETWORK
    assert board.shown is not None
    assert board.source_now - board.shown.as_of < 60
    assert {one.facts.name: one.share for one in board.leaders[Measure.D30]} == SHARES
    with ScriptedHub(install.world, port=urlsplit(install.hub.url).port or 0):
        recovers(install)


def test_a_line_that_breaks_at_once_is_no_network(install: Install) -> None:
    before = install.kept()
    install.world.fault = always(Reply(cut_head=0))
    ended = install.run("poll")
    assert ended.code == Exit.HUB
    assert ended.err == f"sharewatch: {NO_NETWORK}\n"
    assert len(install.hub.asked) <= 8  # four, and one more for each line that was kept open
    assert install.kept() == before
    board = install.board()
    assert board.shown is not None
    assert board.problem == NO_NETWORK
    recovers(install)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("length", [False, True])
def test_a_page_cut_at_any_byte_leaves_no_trace(
    install: Install, packed: bool, length: bool
) -> None:
    whole = Reply(body=GOOD)
    whole = replace(zipped(whole) if packed else whole, length=length)
    before = install.kept()
    with install.desk(max_attempts=1) as desk:
        for cut in range(len(whole.body)):
            install.world.fault = for_owner("Alpha", replace(whole, cut=cut))
            with pytest.raises(BadPage):
                desk.poll(STOP)
        assert [line.state for line in desk.rules()] == ["ARMED"]
    assert install.kept() == before
    recovers(install)


def test_a_head_cut_at_any_byte_leaves_no_trace(install: Install) -> None:
    before = install.kept()
    with install.desk(max_attempts=1) as desk:
        for cut in range(100):
            install.world.fault = for_owner("Alpha", replace(Reply(body=GOOD), cut_head=cut))
            with pytest.raises(HubError):
                desk.poll(STOP)
    assert install.kept() == before
    recovers(install)


@pytest.mark.parametrize("drip", [{"drip_s": 0.05}, {"drip_head_s": 0.05}, {"stall": True}])
def test_a_source_that_drips_meets_a_deadline_for_the_whole_answer(
    install: Install, drip: dict[str, Any]
) -> None:
    before = install.kept()
    install.world.fault = always(Reply(body=GOOD, **drip))
    with install.desk(deadline_s=0.2, max_attempts=1) as desk:
        with pytest.raises(TimedOut):
            desk.poll(STOP)
        board = desk.board()
    assert board.problem == "The Hub did not answer in time."
    assert len(install.hub.asked) == len(OWNERS)
    assert install.kept() == before
    recovers(install)


BAD_COUNTS = ("-1", "true", '"7"', "1.5", "[7]", "9223372036854775808", "9" * 400, "1e999")


def test_a_bad_row_is_skipped_counted_and_named_and_the_rest_counts(install: Install) -> None:
    rows = [row(500 + n, f"Beta/bad-{n}", downloads=f"@{n}@") for n in range(len(BAD_COUNTS))]
    rows += json.loads(install.world.listing(asked_for("Beta")).body)
    text = json.dumps(rows)
    for number, spelt in enumerate(BAD_COUNTS):
        text = text.replace(f'"@{number}@"', spelt)
    install.world.fault = for_owner("Beta", Reply(body=text.encode()))
    ended = install.run("poll", "--json")
    assert ended.code == Exit.INCOMPLETE
    assert json.loads(ended.out)["skipped_rows"] == len(BAD_COUNTS)
    named = {path for skipped in install.kept()["skipped_row"] for path in skipped}
    assert named > {f"Beta/bad-{number}" for number in range(len(BAD_COUNTS))}
    assert [line.state for line in install.board().rules] == ["ARMED"]
    recovers(install)


def test_an_owner_whose_pages_stop_in_the_middle_is_missed_and_no_rule_moves(
    install: Install,
) -> None:
    listing = install.world.listing(asked_for("Beta"))
    first = json.loads(listing.body)[:3]
    link = next_link("/api/models?author=Beta&cursor=eyIk")

    def stops(asked: Asked) -> Reply | None:
        if asked.query.get("author") != ["Beta"]:
            return None
        return Reply(404) if "cursor" in asked.query else page(first, Link=link)

    install.world.fault = stops
    ended = install.run("poll")
    assert ended.code == Exit.INCOMPLETE
    assert "Beta" in ended.out
    board = install.board()
    assert board.latest is not None
    assert board.shown is not None
    assert not board.latest.complete
    assert board.latest.failed_owners == ("Beta",)
    assert board.shown.seq < board.latest.seq
    found = {one.ailment: one.what for one in board.findings}
    assert found[Ailment.INCOMPLETE] == "The last poll missed Beta."
    assert [line.state for line in board.rules] == ["ARMED"]  # of what came Alpha has 86 %
    assert board.inbox == ()
    recovers(install)


def test_every_owner_failing_with_the_same_fault_is_the_sources_and_asks_few_times(
    install: Install,
) -> None:
    before = install.kept()
    clock = Clock()
    install.world.fault = always(Reply(503, b"<h1>Hotel"))
    with install.desk(clock=clock, wait=clock.wait) as desk:
        with pytest.raises(ServerFault):
            desk.poll(STOP)
        assert desk.board().problem == "The Hub has a fault of its own. It usually passes."
    assert len(install.hub.asked) == 3 * 4  # three owners, four attempts each
    assert install.kept() == before
    recovers(install)


def recovers(install: Install) -> None:
    """The next poll is stored whole, and a rule sees what is true then."""
    polls = len(install.kept()["poll"])
    install.world.fault = none
    install.world.counts = dict(USUAL)
    install.let_pass(10 * 3600)
    with install.desk() as desk:
        recorded = desk.poll(STOP)
        assert recorded.poll.complete
        assert recorded.poll.models == len(USUAL)
        board = desk.board()
    assert len(install.kept()["poll"]) == polls + 1
    assert (board.problem, board.findings) == (None, ())
    assert [line.state for line in board.rules] == ["ARMED"]
    assert board.inbox == ()


def asked_for(owner: str) -> Asked:
    """The request for an owner's listing."""
    return Asked(f"/api/models?author={owner}", {})
