"""Every row of the alert table with real polls, a real database, and restarts in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alert_desk import ALPHA, BETA, HOUR, RULE, START, AlertDesk, Hub, hub
from at_work import look, made_up
from sharewatch.core.quiet import quiet_hours
from sharewatch.core.rules import Direction, RuleError
from sharewatch.core.shares import Measure, by_family, shares
from sharewatch.core.snapshot import OwnerSweep, PollKind
from sharewatch.core.words import DAY
from sharewatch.hub.client import HubClient
from sharewatch.hub.errors import Offline, ServerFault
from sharewatch.store.errors import NoSuchRule

MARGIN = Fraction(1, 100)
Open = Callable[..., AlertDesk]


@pytest.fixture(scope="module")
def source() -> Iterator[Hub]:
    """One Hub for all tests; each begins at its own noon."""
    with hub() as served:
        yield served


@pytest.fixture
def opened(tmp_path: Path, source: Hub) -> Iterator[Open]:
    """Opens desks, each over a database of its own."""
    made: list[AlertDesk] = []

    def open_desk(*rules: object, **options: object) -> AlertDesk:
        source.clock.set(START)
        desk = AlertDesk(tmp_path / f"{len(made)}.db", source, **options)
        desk.watch(*rules)
        made.append(desk)
        return desk

    yield open_desk
    for desk in made:
        desk.close()


def shares_of(desk: AlertDesk) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of Alpha's share at the latest poll."""
    latest = desk.desk.store.latest_poll()
    assert latest is not None
    found = by_family(shares(desk.desk.store.sums(latest.seq, Measure.D30)))["Alpha"]
    return found.low, found.high


# -- the rows, by their numbers ----------------------------------------------------------------


def test_row_1_what_is_so_already_fires_in_silence_unless_one_asks_to_be_told(opened: Open) -> None:
    quiet = opened(RULE)
    assert quiet.see(60) == ("BASELINE",)
    assert (quiet.state, quiet.deliver()) == ("FIRING", ())
    loud = opened(replace(RULE, tell_on_creation=True))
    assert loud.see(60) == ("FIRED",)
    assert loud.deliver() == ("FIRED",)


@pytest.mark.parametrize("percent", [40, 49.5])
def test_row_2_what_is_not_so_is_armed_in_silence(opened: Open, percent: float) -> None:
    desk = opened(replace(RULE, margin=MARGIN))
    assert desk.see(percent) == ()
    assert desk.state == "ARMED"


def test_rows_3_and_4_as_many_in_a_row_as_asked_for_fire(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=3, window=3))
    said = [desk.see(percent) for percent in (40, 51, 52, 53)]
    assert said == [(), (), (), ("FIRED",)]
    assert desk.deliver() == ("FIRED",)


def test_row_4_so_many_out_of_so_many_fire(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=3))
    assert [desk.see(percent) for percent in (40, 51, 45, 52)] == [(), (), (), ("FIRED",)]


def test_row_5_a_streak_that_breaks_starts_over_and_a_window_runs_empty(opened: Open) -> None:
    row = opened(replace(RULE, confirm=2, window=2))
    for percent in (40, 51, 45):
        row.see(percent)
    assert row.state == "ARMED"
    window = opened(replace(RULE, confirm=2, window=3))
    states = []
    for percent in (40, 51, 45, 44, 43):
        window.see(percent)
        states.append(window.state)
    assert states == ["ARMED", "PENDING", "PENDING", "PENDING", "ARMED"]


def test_row_6_what_lasts_is_told_again_after_its_time(opened: Open) -> None:
    desk = opened(replace(RULE, repeat_s=2 * DAY))
    told = []
    for percent in (40, 51, 52, 53, 54, 55):
        desk.see(percent)
        told.append(desk.deliver())
    assert told == [(), ("FIRED",), (), ("REPEAT",), (), ("REPEAT",)]
    assert desk.kinds == ["FIRED"]


def test_rows_7_and_8_it_clears_after_as_many_as_asked_for(opened: Open) -> None:
    desk = opened(replace(RULE, clear_after=2, margin=MARGIN))
    assert [desk.see(percent) for percent in (40, 51)] == [(), ("FIRED",)]
    assert desk.deliver() == ("FIRED",)
    said = [desk.see(percent) for percent in (45, 49.5, 45, 44)]
    assert said == [(), (), (), ("CLEARED",)]
    assert desk.deliver() == ("CLEARED",)


def test_row_8_an_episode_that_ended_before_it_was_shown_is_for_the_inbox_alone(
    opened: Open,
) -> None:
    desk = opened(RULE)
    for percent in (40, 51, 45):
        desk.see(percent)
    assert desk.kinds == ["FIRED", "CLEARED"]
    assert desk.deliver() == ()


def test_row_14_what_is_a_day_old_when_it_could_be_shown_is_missed_without_a_restart(
    opened: Open,
) -> None:
    desk = opened(replace(RULE, repeat_s=HOUR))
    desk.see(40)
    desk.see(51)
    assert desk.deliver(hours=30) == ()
    assert [one.missed for one in desk.inbox] == [True]
    desk.see(52)
    assert desk.deliver() == (), "nothing is repeated that was never told"
    desk.see(40)
    assert desk.deliver() == (), "nor is its end"


def test_row_15_a_snoozed_rule_holds_a_message_that_was_due_already(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.see(51)
    desk.desk.alerts.snooze_rule(1, 3 * HOUR)
    assert desk.deliver() == ()
    assert desk.deliver(hours=4) == ("FIRED",)


def test_row_18_a_snooze_that_is_over_stays_so_when_the_clock_is_set_back(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze(2 * HOUR)
    desk.desk.alerts.snooze_rule(1, 2 * HOUR)
    desk.deliver(hours=3)
    desk.deliver(hours=-3)
    desk.see(51, hours=0)
    assert desk.deliver() == ("FIRED",)


def test_row_8_clearing_is_told_only_of_what_was_told(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze_rule(1, 3 * DAY)
    desk.see(51)
    desk.see(45)
    assert desk.kinds == ["FIRED", "CLEARED"]
    assert desk.deliver(hours=200) == ()


def test_row_9_a_return_while_it_clears_keeps_it_firing(opened: Open) -> None:
    desk = opened(replace(RULE, clear_after=2))
    for percent in (40, 51, 45):
        desk.see(percent)
    assert desk.state == "CLEARING"
    assert desk.see(52) == ()
    assert desk.state == "FIRING"
    assert desk.see(45) == ()


def test_row_10_what_is_not_known_moves_nothing(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=2))
    assert [desk.see(percent) for percent in (40, 51, None, 52)] == [(), (), (), ("FIRED",)]
    desk.see(None)
    assert desk.state == "FIRING"


def test_row_11_a_streak_does_not_survive_too_long_a_gap(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=2, clear_after=2, max_gap_s=30 * HOUR))
    desk.see(40)
    desk.see(51)
    assert desk.see(52, hours=31) == ()
    assert desk.state == "PENDING"
    assert desk.see(53) == ("FIRED",)
    desk.see(45)
    assert desk.state == "CLEARING"
    assert desk.see(44, hours=31) == ()
    assert desk.state == "CLEARING"
    assert desk.see(51, hours=500) == ()
    assert desk.state == "FIRING"


def test_row_12_a_past_that_is_polled_or_brought_in_says_nothing(
    opened: Open, tmp_path: Path
) -> None:
    desk = opened(RULE)
    desk.see(40)
    assert desk.see(60, hours=-48, kind=PollKind.IMPORT) == ()
    file = tmp_path / "past.csv"
    rows = [f"2024-10-02,{path},{count},900,5" for path, count in zip(ALPHA, (90, 90), strict=True)]
    rows += [f"2024-10-02,{path},5,90,5" for path in BETA]
    header = "date,model_id,downloads_30d,downloads_all_time,likes"
    file.write_text("\n".join([header, *rows]) + "\n")
    desk.desk.bring_in(look(file))
    assert (desk.state, desk.kinds, desk.deliver()) == ("ARMED", [], ())
    assert desk.see(60, hours=72) == ("FIRED",)


def test_row_13_another_definition_begins_anew_and_takes_back_what_was_not_shown(
    opened: Open,
) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.see(60)
    desk.desk.alerts.save_rule(replace(desk.line.rule, threshold=Fraction(55, 100)))
    assert (desk.state, desk.deliver()) == ("NEW", ())
    assert [one.cancelled for one in desk.inbox] == [True]
    assert desk.see(61) == ("BASELINE",)
    assert [one.cancelled for one in desk.inbox] == [True, False]


def test_row_13_another_catalog_begins_anew_in_silence(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.see(60)
    assert desk.deliver() == ("FIRED",)
    desk.catalog = made_up(Alpha=(["alpha"], []), Beta=(["beta"], ["two"]))
    assert desk.see(60) == ("BASELINE",)
    assert desk.deliver() == ()
    assert [one.cancelled for one in desk.inbox] == [False, False]


def test_row_14_what_was_not_shown_before_a_restart_is_shown_after_it(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.see(60)
    assert len(desk.desk.claim_notices()) == 1
    desk.restart()
    assert desk.deliver() == ("FIRED",)
    desk.restart()
    assert desk.deliver() == ()
    assert desk.kinds == ["FIRED"]


@pytest.mark.parametrize(("hours", "missed"), [(24, False), (24.01, True)])
def test_row_14_what_is_older_than_a_day_stands_in_the_inbox_only(
    opened: Open, hours: float, *, missed: bool
) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.see(60)
    desk.close()
    desk.hub.clock.set(desk.hub.clock.now() + hours * HOUR)
    desk._open()
    assert desk.deliver() == (() if missed else ("FIRED",))
    assert [one.missed for one in desk.inbox] == [missed]
    assert desk.inbox[0].unread


def test_row_15_a_rules_snooze_ends_and_what_still_lasts_is_told_once(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze_rule(1, 40 * HOUR)
    assert desk.line.snoozed_until == START + 24 * HOUR + 40 * HOUR
    desk.see(60)
    assert desk.deliver() == ()
    assert desk.deliver(hours=15.9) == ()
    assert desk.deliver(hours=0.1) == ("FIRED",)
    assert desk.line.snoozed_until is None
    assert desk.deliver(hours=100) == ()


def test_row_15_a_snooze_that_is_ended_early_tells_at_once(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze_rule(1, 90 * DAY)
    desk.see(60)
    desk.desk.alerts.snooze_rule(1, 0)
    assert desk.deliver() == ("FIRED",)


def test_row_15_a_cooldown_holds_the_next_crossing_and_tells_it_at_its_end(opened: Open) -> None:
    desk = opened(replace(RULE, cooldown_s=5 * DAY))
    desk.see(40)
    desk.see(60)
    assert desk.deliver() == ("FIRED",)
    desk.see(40)
    assert desk.deliver() == ("CLEARED",)
    desk.see(60)
    assert desk.deliver() == ()
    assert desk.kinds == ["FIRED", "CLEARED", "FIRED"]
    assert desk.deliver(hours=3 * 24 - 1) == ()
    assert desk.deliver(hours=1) == ("FIRED",)


def test_row_15_quiet_hours_hold_messages_and_tell_what_still_lasts_at_their_end(
    opened: Open,
) -> None:
    desk = opened(
        RULE, replace(RULE, threshold=Fraction(55, 100)), quiet=quiet_hours("22:00", "07:00")
    )
    desk.see(40)  # at noon
    desk.see(60, hours=11)
    assert desk.kinds == ["FIRED", "FIRED"]
    assert desk.deliver() == ()
    assert desk.desk.board().quiet_until is not None
    assert desk.see(52, hours=1) == ("CLEARED",)
    assert desk.deliver(hours=6.9) == ()
    assert desk.deliver(hours=0.1) == ("FIRED",)
    assert desk.desk.board().quiet_until is None


def test_row_16_acknowledging_ends_the_repeats_until_it_clears_and_reading_does_not(
    opened: Open,
) -> None:
    desk = opened(replace(RULE, repeat_s=DAY))
    desk.see(40)
    desk.see(51)
    assert desk.deliver() == ("FIRED",)
    entry = desk.inbox[0].id
    desk.desk.alerts.mark_read((entry,))
    desk.see(52)
    assert desk.deliver() == ("REPEAT",)
    assert desk.desk.alerts.acknowledge((entry,)) == 1
    assert desk.line.acknowledged
    desk.see(53)
    assert desk.deliver() == ()
    desk.see(40)
    assert desk.deliver() == ("CLEARED",)
    desk.see(51)
    assert not desk.line.acknowledged
    assert desk.deliver() == ("FIRED",)
    desk.see(52)
    assert desk.deliver() == ("REPEAT",)


def test_row_16_a_repeat_that_waits_is_not_told_once_acknowledged(opened: Open) -> None:
    desk = opened(replace(RULE, repeat_s=DAY))
    desk.see(40)
    desk.see(51)
    assert desk.deliver() == ("FIRED",)
    desk.desk.alerts.snooze_rule(1, 30 * HOUR)
    desk.see(52)
    desk.desk.alerts.acknowledge((desk.inbox[0].id,))
    assert desk.deliver(hours=10) == ()


def test_row_16_what_is_over_is_only_read(opened: Open) -> None:
    desk = opened(replace(RULE, repeat_s=DAY))
    for percent in (40, 51, 40, 51):
        desk.see(percent)
    first = desk.inbox[0]
    assert desk.desk.alerts.acknowledge((first.id,)) == 0
    assert not desk.line.acknowledged
    assert not desk.inbox[0].unread


def test_row_17_a_rule_expires_and_drops_what_was_due(opened: Open) -> None:
    desk = opened(replace(RULE, expires_at=START + 3 * DAY))
    desk.see(40)
    desk.desk.alerts.snooze_rule(1, 30 * DAY)
    desk.see(60)
    assert desk.deliver(hours=24) == ()
    assert desk.state == "EXPIRED"
    assert desk.see(40) == ()
    assert desk.deliver(hours=40 * 24) == ()


def test_row_17_a_rule_of_once_is_done_when_it_was_told(opened: Open) -> None:
    desk = opened(replace(RULE, once=True))
    desk.see(40)
    desk.see(60)
    assert desk.deliver() == ("FIRED",)
    assert desk.state == "DONE"
    assert [desk.see(percent) for percent in (40, 60)] == [(), ()]
    assert desk.kinds == ["FIRED"]


def test_row_18_a_clock_set_back_stretches_no_wait(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze_rule(1, 10 * HOUR)
    desk.see(60, hours=5)
    assert desk.deliver(hours=-1000) == ()
    assert desk.deliver(hours=9.9) == ()
    assert desk.deliver(hours=0.1) == ("FIRED",)


def test_row_18_the_snooze_of_everything_is_not_stretched_either(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    desk.desk.alerts.snooze(10 * HOUR)
    desk.see(60, hours=5)
    desk.deliver(hours=-1000)
    desk.restart()
    assert desk.deliver(hours=9.9) == ()
    assert desk.deliver(hours=0.1) == ("FIRED",)


# -- what holds for all rows -------------------------------------------------------------------


def test_the_alerts_of_one_poll_are_claimed_together(opened: Open) -> None:
    other = replace(RULE, family="Beta", direction=Direction.BELOW)
    desk = opened(RULE, other)
    desk.see(40)
    desk.see(60)
    assert desk.deliver() == ("FIRED", "FIRED")


def test_a_source_that_is_down_tells_nothing_of_families(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    with HubClient("http://127.0.0.1:9") as nobody:
        desk.desk._hub = nobody
        with pytest.raises(Offline):
            desk.look(24)
    assert (desk.state, desk.kinds, desk.deliver()) == ("ARMED", [], ())


def test_six_polls_of_one_daily_value_are_one_observation(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=2))
    desk.see(40)
    desk.see(60)
    for _ in range(5):
        assert desk.look(4) == ()
    assert desk.state == "PENDING"
    assert desk.see(61, hours=4) == ("FIRED",)


def test_a_renewal_seen_in_its_midst_and_at_its_end_is_one_observation(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=2))
    desk.see(40)
    shelf = desk.hub.shelf
    shelf.counts[ALPHA[0]] = 450_000
    shelf.counts[BETA[0]] = 250_000
    assert desk.look(6) == ()
    assert desk.state == "PENDING"
    shelf.counts[ALPHA[1]] = 450_001
    shelf.counts[BETA[1]] = 250_001
    assert desk.look(6) == ()
    assert desk.state == "PENDING"
    desk.restart()
    assert desk.look(6) == ()
    shelf.counts[ALPHA[0]] = 450_007
    shelf.counts[BETA[0]] = 250_007
    assert desk.look(6) == ("FIRED",)


def test_a_part_that_is_renewed_a_day_before_the_rest_is_an_observation_of_its_own(
    opened: Open,
) -> None:
    desk = opened(replace(RULE, confirm=2, window=2))
    desk.see(40)
    desk.hub.shelf.counts[ALPHA[0]] = 900_000
    desk.look(24)
    assert desk.state == "PENDING"
    assert desk.see(60, hours=25) == ("FIRED",)


def test_polls_that_miss_an_owner_count_a_value_within_bounds_once_a_renewal(
    opened: Open,
) -> None:
    desk = opened(replace(RULE, confirm=2, window=2, threshold=Fraction(2, 5)))
    desk.see(30)
    desk.see(60)
    assert desk.state == "PENDING"
    served = desk.hub.client

    class WithoutBeta:
        requests, hold, probe = served.requests, served.hold, served.probe
        universe_page = served.universe_page

        def sweep_owner(self, owner: str, **rest: object) -> OwnerSweep:
            if owner == "beta":
                raise ServerFault
            return served.sweep_owner(owner, **rest)

    desk.desk._hub = WithoutBeta()
    assert desk.look(1) == ()
    low, high = shares_of(desk)
    assert Fraction(2, 5) < low < high
    assert desk.look(1) == ()
    assert desk.state == "PENDING"
    desk.desk._hub = served
    assert desk.see(61) == ("FIRED",)


def test_a_value_from_the_midst_of_a_renewal_is_corrected_by_its_end(opened: Open) -> None:
    desk = opened(replace(RULE, confirm=2, window=2, clear_after=2))
    desk.see(40)
    shelf = desk.hub.shelf
    shelf.counts[ALPHA[0]] = 900_000
    desk.look(6)
    assert desk.state == "PENDING"
    for path in BETA:
        shelf.counts[path] = 1_000_000
    desk.look(6)
    assert desk.state == "ARMED"
    desk.see(60)
    assert desk.state == "PENDING"


def test_unread_alerts_are_counted_however_old_they_are(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    with desk.desk.store.write() as tx:
        for episode in range(1, 511):
            tx.inbox.add(
                desk.line.rule, episode=episode, kind="FIRED", poll=1, at=START, share=None
            )
    board = desk.desk.board()
    assert (len(board.inbox), board.unread) == (500, 510)
    desk.desk.alerts.mark_read((1, 510))
    assert desk.desk.board().unread == 508
    desk.desk.alerts.mark_read_up_to(509)
    assert desk.desk.board().unread == 0


def test_a_rule_says_when_it_last_crossed_as_it_is_written_now(opened: Open) -> None:
    desk = opened(RULE)
    desk.see(40)
    assert desk.line.crossed_at is None
    desk.see(60)
    crossed = desk.line.crossed_at
    assert crossed == START + 2 * DAY
    desk.desk.alerts.save_rule(replace(desk.line.rule, cooldown_s=HOUR))
    assert desk.line.crossed_at == crossed
    desk.desk.alerts.save_rule(replace(desk.line.rule, threshold=Fraction(1, 3)))
    assert desk.line.crossed_at is None


def test_a_rule_that_is_over_before_it_begins_or_does_not_exist_is_refused(opened: Open) -> None:
    desk = opened(RULE)
    with pytest.raises(RuleError, match=r"^expires_at: .* over already"):
        desk.watch(replace(RULE, expires_at=START))
    with pytest.raises(NoSuchRule):
        desk.desk.alerts.snooze_rule(9, HOUR)


# -- restarts ----------------------------------------------------------------------------------

percents = st.one_of(st.none(), st.sampled_from([40, 45, 49.5, 50, 52, 60]))
steps = st.one_of(
    st.tuples(st.just("see"), percents, st.sampled_from([4, 24, 30, 60])),
    st.tuples(st.just("look"), st.none(), st.sampled_from([1, 6])),
    st.tuples(st.just("wait"), st.none(), st.sampled_from([-30, 1, 10, 50])),
    st.tuples(st.just("snooze"), st.none(), st.sampled_from([0, 20, 50])),
    st.tuples(st.just("snooze all"), st.none(), st.sampled_from([0, 20])),
    st.tuples(st.just("acknowledge"), st.none(), st.just(0)),
    st.tuples(st.just("edit"), st.none(), st.just(0)),
)
rules = st.builds(
    lambda need, extra, clear, cooldown, repeat, gap, once: replace(
        RULE,
        margin=MARGIN,
        confirm=need,
        window=need + extra,
        clear_after=clear,
        cooldown_s=cooldown * HOUR,
        repeat_s=repeat and repeat * HOUR,
        max_gap_s=gap and gap * HOUR,
        once=once,
    ),
    st.integers(1, 2),
    st.integers(0, 1),
    st.integers(1, 2),
    st.sampled_from([0, 40]),
    st.sampled_from([None, 20]),
    st.sampled_from([None, 48]),
    st.booleans(),
)
Step = tuple[str, float | None, int]


def play(desk: AlertDesk, step: Step) -> None:
    """One step of a story, and what it has the desktop show."""
    what, percent, amount = step
    match what:
        case "see":
            desk.see(percent, amount)
        case "look":
            desk.look(amount)
        case "wait":
            desk.deliver(amount)
        case "snooze":
            desk.desk.alerts.snooze_rule(1, amount * HOUR)
        case "snooze all":
            desk.desk.alerts.snooze(amount * HOUR)
        case "acknowledge":
            desk.desk.alerts.acknowledge(tuple(one.id for one in desk.inbox))
        case "edit":
            desk.desk.alerts.save_rule(desk.line.rule)
    desk.deliver()


def outcome(
    path: Path, source: Hub, rule: object, story: list[Step], *, restarts: bool
) -> tuple[object, ...]:
    """Everything that is kept and everything that was told."""
    source.clock.set(START)
    source.shelf.say(40)
    desk = AlertDesk(path, source)
    try:
        desk.watch(rule)
        desk.look(0)
        for step in story:
            if restarts:
                desk.restart()
            play(desk, step)
        states = [one.state for one in desk.desk.store.rules()]
        return states, desk.inbox, desk.told, desk.desk.rules()
    finally:
        desk.close()


@settings(max_examples=25, deadline=None)
@given(rules, st.lists(steps, min_size=1, max_size=8))
def test_a_restart_between_every_two_steps_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, source: Hub, rule: object, story: list[Step]
) -> None:
    folder = tmp_path_factory.mktemp("restarts")
    kept = outcome(folder / "kept.db", source, rule, story, restarts=False)
    again = outcome(folder / "again.db", source, rule, story, restarts=True)
    assert again == kept
