"""The further channels read the outbox in order, at least once, each from a place of its own."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from receiver import Receiver
from sharewatch.alerting.mailing import Mailing, routes
from sharewatch.alerting.messages import Messages
from sharewatch.channels.courier import Channel, Receipt, carry
from sharewatch.core.board import Source, SourceKind
from sharewatch.core.health import Ailment
from sharewatch.core.quiet import QuietHours
from sharewatch.settings import Settings
from sharewatch.store.store import Store

HUB = Source(SourceKind.HUB, "huggingface.co")
DAY = 86_400


@dataclass
class Post:
    """A database with outages to tell of, and a clock."""

    store: Store
    now: int = 1_778_328_000
    minute: int = 12 * 60

    def __post_init__(self) -> None:
        quiet = QuietHours(22 * 60, 7 * 60)
        self.messages = Messages(self.store, quiet, lambda: self.minute)

    def open(self, source: Source = HUB, **leading: str) -> Mailing:
        to = {Channel(name): where for name, where in leading.items()}
        return Mailing(self.store, self.messages, source, to, lambda: self.now)

    def happen(self, what: str = "something", ailment: Ailment = Ailment.SOURCE) -> int:
        """An outage begins and ends; its message stays."""
        with self.store.write() as tx:
            outage = tx.health.begin(ailment, what, self.now)
            tx.outbox.add_outage(outage, self.now)
            tx.health.end(outage, self.now)
            return outage


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with Store.open(tmp_path / "shares.sqlite3") as store:
        yield Post(store)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def texts(receiver: Receiver) -> list[str]:
    return [one.said["text"] for one in receiver.posted]


def test_a_channel_begins_at_the_present_end_and_goes_on_in_order(post, there):
    post.happen("before it was switched on")
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        for what in ("one", "two", "three"):
            post.happen(what)
        mailing.deliver()
        mailing.deliver()
    assert texts(there) == ["one", "two", "three"]


def test_it_goes_on_where_it_was_after_a_restart(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
    post.happen("while it was not running")
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
    assert texts(there) == ["while it was not running"]


def test_what_was_sent_and_not_noted_is_sent_again(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("twice")
        (letter,) = mailing.letters()
        assert carry(letter).why == ""  # and here the program is killed
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
    assert texts(there) == ["twice", "twice"]
    assert there.posted[0].said["id"] == there.posted[1].said["id"]


def test_a_channel_switched_off_and_on_begins_anew(post, there):
    for leading in ({"webhook": there.url}, {}):
        with post.open(**leading) as mailing:
            mailing.deliver()
    post.happen("while it was off")
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
    assert texts(there) == []


def test_a_place_beyond_the_last_message_is_none_and_what_comes_next_is_sent(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        for what in ("one", "two"):
            post.happen(what)
        mailing.deliver()
    with post.store.write():
        post.store._connection.change("DELETE FROM outbox")  # as a repair that lost them
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("three")
        mailing.deliver()
    assert texts(there) == ["one", "two", "three"]


def test_a_failure_is_tried_again_later_and_nothing_overtakes_it(post, there):
    there.behaviour.status = 503
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("one")
        post.happen("two")
        mailing.deliver()
        assert texts(there) == ["one"]
        post.now += 29
        mailing.deliver()
        assert texts(there) == ["one"]
        there.behaviour.status = 200
        post.now += 1
        mailing.deliver()
    assert texts(there) == ["one", "one", "two"]


def test_the_wait_survives_a_restart_and_another_address_needs_none(post, there):
    there.behaviour.status = 503
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("one")
        mailing.deliver()
    there.behaviour.status = 200
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        assert len(texts(there)) == 1
    with post.open(webhook=f"{there.url}&other=1") as mailing:
        mailing.deliver()
        assert texts(there) == ["one", "one"]


def test_a_day_is_long_enough_and_what_is_older_is_passed_over(post, there):
    there.behaviour.status = 500
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("too old")
        mailing.deliver()
        post.now += DAY + 1
        post.happen("new")
        there.behaviour.status = 200
        mailing.deliver()
    assert texts(there) == ["too old", "new"]


def test_a_failing_channel_says_so_until_it_works(post, there):
    there.behaviour.status = 404
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("one")
        said = []
        for _ in range(3):
            mailing.deliver()
            said.append(mailing.trouble())
            post.now += 3600
        assert said[:2] == ["", ""]
        assert said[2] == (
            "The webhook for messages failed 3 times in a row. The webhook answered 404."
        )
        assert there.url not in said[2]
        post.now += DAY
        post.happen("two")
        mailing.deliver()
        assert mailing.trouble().endswith("Messages that grew too old for it: 1.")
        post.now += 3600
        there.behaviour.status = 200
        mailing.deliver()
        assert mailing.trouble() == ""


def test_what_was_taken_back_is_not_sent(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        outage = post.happen("taken back")
        with post.store.write() as tx:
            tx.outbox.cancel_outage(outage)
        post.happen("stands")
        mailing.deliver()
    assert texts(there) == ["stands"]


def test_what_the_desktop_showed_is_sent_all_the_same(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("shown")
        (due,) = post.messages.claim(post.now)
        post.messages.note_shown(((due.id, "name"),), post.now)
        mailing.deliver()
    assert texts(there) == ["shown"]


def test_quiet_hours_and_a_snooze_hold_it(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.minute = 23 * 60
        post.happen("in the night")
        mailing.deliver()
        assert texts(there) == []
        post.minute = 7 * 60
        mailing.deliver()
        assert texts(there) == ["in the night"]
        post.messages.begin_snooze(post.now, 600)
        post.happen("snoozed")
        mailing.deliver()
        assert len(texts(there)) == 1
        post.now += 600
        mailing.deliver()
    assert texts(there) == ["in the night", "snoozed"]


def test_both_channels_go_at_their_own_pace(post, there, tmp_path):
    out = tmp_path / "got"
    code = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())"
    command = shlex.join([sys.executable, "-c", code, str(out)])
    there.behaviour.status = 500
    with post.open(webhook=there.url, command=command) as mailing:
        mailing.deliver()
        post.happen("one")
        post.happen("two")
        mailing.deliver()
    assert texts(there) == ["one"]
    lines = out.read_text().splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["one", "two"]


def test_no_more_than_some_are_sent_at_once(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        for at in range(13):
            post.happen(str(at))
        mailing.deliver()
        assert len(texts(there)) == 10
        mailing.deliver()
    assert texts(there) == [str(at) for at in range(13)]


def test_two_programs_do_not_send_the_same(post, there, tmp_path):
    with post.open(webhook=there.url) as first, post.open(webhook=there.url) as second:
        first.deliver()
        second.deliver()
        post.happen("once")
        second.deliver()
        assert texts(there) == []
        assert (first.trouble(), second.trouble()) == ("", None), "only who sends knows"
        first.deliver()
        first.close()
        second.deliver()
    assert texts(there) == ["once"]


@pytest.mark.parametrize("kind", [SourceKind.DEMO, SourceKind.REPLAY])
def test_what_is_of_no_day_of_ours_is_not_sent(post, there, kind):
    with post.open(Source(kind, "made up"), webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("made up")
        mailing.deliver()
    assert texts(there) == []


def test_a_receipt_of_a_channel_that_leads_elsewhere_now_says_nothing(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("one")
        (letter,) = mailing.letters()
    with post.open(webhook=f"{there.url}&other") as mailing:
        (again,) = mailing.letters()
        mailing.note(Receipt(letter))
        assert mailing.letters() == (again,)


def test_a_disk_that_takes_nothing_brings_no_flood(post, there):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("once")
        pages = post.store._connection.number("PRAGMA page_count")
        post.store._connection.all(f"PRAGMA max_page_count = {pages}")
        post.store._connection.all("PRAGMA query_only = 1")
        for _ in range(3):
            mailing.deliver()
            post.now += 60
        post.store._connection.all("PRAGMA query_only = 0")
    assert texts(there) == ["once"]


def test_no_address_is_written_into_the_database(post, there, tmp_path):
    with post.open(webhook=there.url) as mailing:
        mailing.deliver()
        post.happen("one")
        mailing.deliver()
    assert "key=word" not in str(post.store.meta("channel:webhook"))


def test_the_settings_say_where_the_channels_lead():
    assert routes(Settings()) == {}
    both = Settings(command="notify-me", webhook="https://example.org/")
    assert routes(both) == {
        Channel.COMMAND: "notify-me",
        Channel.WEBHOOK: "https://example.org/",
    }
