"""What the source asks for holds over restarts, and one that is down is asked ever less."""

from __future__ import annotations

import os
import signal
import time
from fractions import Fraction

import pytest
from scripted import Clock, Reply

from installed import INTERVAL_S, STOP, Install, always, for_owner, none
from sharewatch.cli.exits import Exit
from sharewatch.core.health import Ailment
from sharewatch.core.schedule import BREAKER_AFTER
from sharewatch.hub.errors import Held, HubError, NotTheHub, ServerFault

DAY = 86_400
PORTAL = Reply(200, b"<html>Sign in", kind="text/html")
DOWN = Reply(503, b"busy", kind="text/html")


def limited(**headers: str) -> Reply:
    """The Hub's answer to one request too many."""
    return Reply(429, b'{"error":"too many"}', {k.replace("_", "-"): v for k, v in headers.items()})


def free_in(install: Install) -> float:
    """Seconds until the next poll, as window and tray say it."""
    board = install.board()
    assert board.next_poll_at is not None
    return board.next_poll_at - time.time()


@pytest.mark.parametrize(
    ("reply", "asked_for"),
    [
        (limited(Retry_After="7200"), 7200),
        (limited(RateLimit='"api";r=0;t=900'), 901),
        (limited(RateLimit='"api";r=0;t=900', Retry_After="7200"), 7200),
        (Reply(503, headers={"Retry-After": "7200"}), 7200),
    ],
)
def test_no_restart_asks_before_the_source_wants_to_be_asked(
    install: Install, reply: Reply, asked_for: int
) -> None:
    install.world.fault = always(reply)
    assert install.run("poll").code == Exit.HUB
    assert len(install.hub.asked) == 1
    install.world.fault = none
    for _ in range(2):
        ended = install.run("poll")
        assert ended.code == Exit.HUB
        assert ended.err.startswith("sharewatch: The Hub asked to be left alone for a while. It ")
    with install.desk() as desk, pytest.raises(Held):
        desk.take_census("text", Fraction(1), STOP)
    assert len(install.hub.asked) == 1
    assert asked_for - 300 < free_in(install) <= asked_for + 1
    assert install.attempts()["failures"] == 1  # not asking is no failure

    install.let_pass(asked_for)
    assert install.run("poll").code == Exit.DONE


def test_a_window_used_up_by_a_good_poll_is_remembered_too(install: Install) -> None:
    usual = install.world.listing
    install.world.fault = lambda asked: (
        Reply(
            body=usual(asked).body,
            headers=usual(asked).headers | {"RateLimit": '"api";r=0;t=250'},
        )
        if asked.query.get("author") == ["Gamma"]
        else None
    )
    assert install.run("poll").code == Exit.DONE
    polled = len(install.hub.asked)
    assert install.run("poll").code == Exit.HUB
    assert len(install.hub.asked) == polled
    assert install.board().problem is None  # not asking again is no trouble
    install.let_pass(252)
    assert install.run("poll").code == Exit.DONE


def test_a_program_killed_while_it_waits_asks_no_sooner_when_it_runs_again(
    install: Install,
) -> None:
    install.world.fault = always(limited(Retry_After="300"))  # so short that it waits itself
    process = install.start("poll")
    try:
        ends = time.monotonic() + 30
        while not install.attempts().get("not_before") and time.monotonic() < ends:
            time.sleep(0.05)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    install.world.fault = none
    ended = install.run("poll")
    assert "asked again in about 5 min" in ended.err
    assert ended.code == Exit.HUB
    assert len(install.hub.asked) == 1


def test_a_census_that_meets_the_limit_holds_up_the_next_poll(install: Install) -> None:
    install.world.fault = always(limited(Retry_After="7200"))
    with install.desk() as desk, pytest.raises(HubError):
        desk.take_census("text", Fraction(1), STOP)
    install.world.fault = none
    assert install.run("poll").code == Exit.HUB
    assert len(install.hub.asked) == 1


def test_a_source_down_for_long_is_asked_one_thing_over_restarts(install: Install) -> None:
    install.world.fault = always(PORTAL)
    began = int(time.time())
    for _ in range(BREAKER_AFTER):
        assert install.board().findings == ()
        assert install.run("poll").code == Exit.HUB
    before = len(install.hub.asked)
    assert before == BREAKER_AFTER

    install.world.fault = always(DOWN)  # asked again it would be four times for each owner
    ended = install.run("poll")
    assert (ended.code, ended.err) == (
        *(Exit.HUB, "sharewatch: The Hub has a fault of its own. It usually passes.\n"),
    )
    probes = install.hub.asked[before:]
    assert [one.target for one in probes] == ["/api/models?limit=1"]
    board = install.board()
    (finding,) = board.findings
    assert finding.ailment is Ailment.SOURCE
    assert "not been readable since" in finding.what
    assert board.problem is not None
    assert board.problem in finding.what
    assert began - 1 <= install.attempts()["failed_since"] <= began + 60
    assert [(one.ailment, one.ended_at) for one in board.health] == [(Ailment.SOURCE, None)]

    install.world.fault = none
    before = len(install.hub.asked)
    assert install.run("poll").code == Exit.DONE
    assert [one.query.get("author") for one in install.hub.asked[before:]] == [
        *(None, ["Alpha"], ["Beta"], ["Gamma"]),
    ]
    board = install.board()
    assert (board.findings, board.problem) == ((), None)
    assert board.health[0].ended_at is not None
    assert install.run("poll").code == Exit.DONE
    assert len(install.hub.asked) == before + 7  # the breaker is closed: no probe


def test_a_probe_that_is_answered_lets_the_poll_find_what_is_wrong(install: Install) -> None:
    install.world.fault = for_owner("Beta", PORTAL)
    with install.desk() as desk:
        for _ in range(BREAKER_AFTER):
            with pytest.raises(NotTheHub):
                desk.poll(STOP)
        assert desk.agenda.breaker_open
        install.hub.asked.clear()
        with pytest.raises(NotTheHub):
            desk.poll(STOP)
    assert [one.query.get("author") for one in install.hub.asked] == [
        *(None, ["Alpha"], ["Beta"]),
    ]


def test_an_open_breaker_holds_back_a_census_as_well(install: Install) -> None:
    install.world.fault = always(PORTAL)
    with install.desk() as desk:
        for _ in range(BREAKER_AFTER):
            with pytest.raises(NotTheHub):
                desk.poll(STOP)
        install.hub.asked.clear()
        install.world.fault = always(DOWN)
        with pytest.raises(ServerFault):
            desk.take_census("text", Fraction(1), STOP)
    assert len(install.hub.asked) == 1


@pytest.mark.parametrize(
    ("reply", "a_poll"), [(DOWN, 12), (Reply(cut_head=0), 8), (PORTAL, 1)], ids=["503", "no", "web"]
)
def test_two_days_without_the_source_are_no_storm(
    install: Install, reply: Reply, a_poll: int
) -> None:
    """Restarted before each poll, which is the worst that can be: nothing is known but by disk."""
    before = install.kept()
    install.world.fault = always(reply)
    passed, polls, each_hour = 0.0, 0, dict[int, int]()
    while passed < 2 * DAY:
        asked = len(install.hub.asked)
        poll_as_due(install)
        hour = int(passed // 3600)
        each_hour[hour] = each_hour.get(hour, 0) + len(install.hub.asked) - asked
        polls += 1
        wait = max(1.0, free_in(install))
        install.let_pass(wait)
        passed += wait
    assert 48 <= polls <= 60
    assert max(each_hour.values()) <= BREAKER_AFTER * a_poll + 2
    assert all(count <= 2 for hour, count in each_hour.items() if hour > 0)
    assert install.kept() == before
    assert install.attempts()["failures"] == polls
    assert free_in(install) <= INTERVAL_S + 1


def poll_as_due(install: Install) -> None:
    """One poll of a program that has just started; waits pass by a clock of their own."""
    clock = Clock()
    with install.desk(clock=clock, wait=clock.wait) as desk, pytest.raises(HubError):
        desk.poll(STOP)


@pytest.mark.parametrize("jump", [-365 * DAY, -3600, 3600, 365 * DAY])
def test_a_clock_that_jumps_neither_stops_the_polls_nor_brings_a_storm(
    install: Install, jump: int
) -> None:
    """All that is remembered lies a jump ahead or behind, as after the clock was set."""
    install.let_pass(jump)
    assert free_in(install) <= INTERVAL_S
    if jump < 0:
        assert free_in(install) <= 0
    with install.desk() as desk:
        recorded = desk.poll(STOP)
    polls = install.kept()["poll"]
    assert recorded.poll.seq == len(polls) == 3
    assert free_in(install) > INTERVAL_S - 60

    install.world.fault = always(PORTAL)
    install.let_pass(jump)
    with install.desk() as desk, pytest.raises(NotTheHub):
        desk.poll(STOP)
    assert 0 < free_in(install) <= 61
