"""What a database must hold if nothing was lost, torn or doubled: its own polls, judged again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sharewatch.core import alerts
from sharewatch.core.episodes import Outcome, RuleState
from sharewatch.core.renewal import Counts, begins_anew
from sharewatch.core.rules import Rule
from sharewatch.intake.watching import Seen, evidence_for, state_of
from sharewatch.store.store import Store


def faults_in(path: Path, acknowledged: int, screen: Path) -> Iterator[str]:
    """What is wrong with a database after messages were delivered; nothing if all is well.

    ``acknowledged`` is the last poll that was said to be stored; ``screen`` has a line for each
    message that was shown. Rules must be as they were made, and the clock stand still between
    a poll and the end of its delivery.
    """
    with Store.open(path) as store, closing(sqlite3.connect(path)) as rows:
        yield from _of_the_file(rows)
        yield from _of_polls(store, acknowledged)
        yield from _of_alerts(store, rows)
        yield from _of_messages(rows, shown_on(screen))


def _of_the_file(rows: sqlite3.Connection) -> Iterator[str]:
    if rows.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        yield "the file is damaged"
    if rows.execute("PRAGMA foreign_key_check").fetchall():
        yield "a row refers to none"
    if rows.execute("SELECT count(*) FROM poll WHERE checksum IS NULL").fetchone() != (0,):
        yield "a poll has no seal"


def _of_polls(store: Store, acknowledged: int) -> Iterator[str]:
    for poll in store.damaged_polls():
        yield f"poll {poll} is torn"
    seqs = [one.seq for one in store.polls()]
    if seqs != list(range(1, len(seqs) + 1)) or len(seqs) < acknowledged:
        yield f"polls {seqs} are stored, {acknowledged} were acknowledged"


def _of_alerts(store: Store, rows: sqlite3.Connection) -> Iterator[str]:
    events: Counter[tuple] = Counter()
    notices: Counter[tuple] = Counter()
    for stored in store.rules():
        state = RuleState()
        for step, poll in _judged_again(store, stored.rule):
            episode = (stored.rule.id, stored.rule.version, step.state.episode)
            events.update((*episode, kind.value, poll) for kind in step.events)
            notices.update((*episode, notice.value) for notice in step.notices)
            state = step.state
        if state != state_of(stored.state):
            yield f"rule {stored.rule.id} is {stored.state}, by its polls {state}"
    found = rows.execute("SELECT rule, version, episode, kind, poll FROM event")
    yield from _differences("inbox", events, Counter(found))
    found = rows.execute(
        "SELECT rule, version, episode, notice FROM outbox o JOIN event e ON e.id = o.event"
    )
    yield from _differences("outbox", notices, Counter(found))


def _of_messages(rows: sqlite3.Connection, shown: Counter[int]) -> Iterator[str]:
    messages = rows.execute("SELECT id, state, event FROM outbox").fetchall()
    for number, state, event in messages:
        if state == "cancelled" and event is None:
            continue  # an outage that was over before it was told
        if state != "shown" or number not in shown:
            yield f"message {number} is {state}, and was shown {shown[number]} times"
    for number in shown.keys() - {number for number, *_ in messages}:
        yield f"message {number} was shown and is none"


def shown_on(screen: Path) -> Counter[int]:
    """How often each message was shown."""
    if not screen.exists():
        return Counter()
    return Counter(int(line) for line in screen.read_text().split("\n")[:-1])


def _judged_again(store: Store, rule: Rule) -> Iterator[tuple[Outcome, int | None]]:
    """What follows from each poll, and from looking at the clock after it."""
    state = RuleState()
    for poll, renewal in zip(store.polls(), _renewals(store), strict=True):
        sums = store.sums(poll.seq, rule.measure, rule.scope, rule.attribution)
        seen = Seen(poll.seq, poll.seq, poll.as_of, poll.as_of, renewal=renewal)
        outcome = alerts.evaluate(rule, state, evidence_for(rule, seen, sums))
        yield outcome, poll.seq
        outcome = alerts.tick(rule, outcome.state, poll.as_of)
        yield outcome, None
        state = outcome.state


def _renewals(store: Store) -> Iterator[int]:
    """For each poll the first one that saw the same renewal of the source's counts."""
    base: Counts = {}
    last: Counts = {}
    since = 0
    for poll in store.polls():
        rows = store.model_values(poll.seq)
        now = {row.hub_id: (row.downloads_30d, row.downloads_all_time) for row in rows}
        if begins_anew(base, last, now):
            base, since = last, poll.seq
        last = now
        yield since


def _differences(where: str, due: Counter[tuple], found: Counter[tuple]) -> Iterator[str]:
    for one in due - found:
        yield f"{where}: {one} is lost"
    for one in found - due:
        yield f"{where}: {one} is doubled or nobody's"
