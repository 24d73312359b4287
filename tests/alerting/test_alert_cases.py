"""Every alert case at a real database: states, inbox and messages as they are stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import alert_cases
from sharewatch.core import alerts
from sharewatch.core.episodes import Evidence, Outcome, RuleState, State, to_json
from sharewatch.intake.watching import settle, state_of
from sharewatch.store.store import Store

FILES = [Path(__file__).parents[1] / "core" / "alert_cases.toml"] + [
    Path(name) for name in os.environ.get("SHAREWATCH_ALERT_CASES", "").split(os.pathsep) if name
]
CASES = [case for file in FILES for case in alert_cases.read_cases(file)]


class Book:
    """One rule in a database that is closed and opened again."""

    def __init__(self, path: Path, case: alert_cases.Case) -> None:
        self._path = path
        self.store = Store.open(path)
        self.rule = self.store.add_rule(case.rule, 0)
        firing = case.start == "FIRING"
        state = RuleState(state=State(case.start), told=firing, episode=int(firing))
        with self.store.write() as tx:
            tx.save_state(self.rule.id, to_json(state))
            if firing:  # it fired and was told before the story begins
                tx.inbox.add(self.rule, episode=1, kind="FIRED", poll=None, at=0, share=None)

    @property
    def state(self) -> RuleState:
        return state_of(self.store.rules()[0].state)

    def play(self, step: alert_cases.Step, seq: int) -> None:
        """One step, written down as the program does."""
        match step.event:
            case None:
                seen = Evidence(
                    step.seq if step.seq is not None else seq,
                    step.at,
                    step.low,
                    step.high,
                    step.update,
                    step.history,
                    step.renewal,
                )
                self._settle(alerts.evaluate(self.rule, self.state, seen), step.at)
            case "tick":
                self._settle(alerts.tick(self.rule, self.state, step.at), step.at)
            case "restart" | "wake":
                self.store.close()
                self.store = Store.open(self._path)
                self._settle(alerts.resume(self.rule, self.state, step.at), step.at)
            case "snooze":
                self._settle(Outcome(alerts.snooze(self.state, step.at, step.seconds)), step.at)
            case "ack":
                self._settle(Outcome(alerts.acknowledge(self.state)), step.at)
            case "redefine" | "edit":
                after = alerts.redefined(self.state)
                with self.store.write() as tx:
                    self.rule = tx.redefine_rule(self.rule, step.at)
                    tx.save_state(self.rule.id, to_json(after))

    def show(self) -> tuple[str, ...]:
        """Claim what is due and mark it as shown."""
        with self.store.write() as tx:
            due = tx.outbox.due()
            for one in due:
                assert tx.outbox.claim(one.id, one.due_at)
                tx.outbox.mark_shown(one.id, one.due_at)
        return tuple(str(one.notice) for one in due)

    def _settle(self, outcome: Outcome, at: int) -> None:
        with self.store.write() as tx:
            settle(tx, self.rule, outcome, at)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case_as_it_is_stored(tmp_path: Path, case: alert_cases.Case) -> None:
    book = Book(tmp_path / "case.db", case)
    earlier = len(book.store.inbox.entries())
    for seq, step in enumerate(case.steps, 1):
        book.play(step, seq)
        where = f"step {seq} at {step.at}"
        if step.state is not None:
            assert book.state.state == step.state, where
        assert book.show() == step.notices, where
    if case.inbox is not None:
        entries = book.store.inbox.entries()[::-1]
        assert tuple(str(one.kind) for one in entries[earlier:]) == case.inbox
    book.store.close()
