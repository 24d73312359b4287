"""The tables behind a number: its polls, and the models that count for it."""

from __future__ import annotations

from sharewatch.ui.provenance import words as said
from sharewatch.ui.rows import Column, Row


def poll_columns() -> tuple[Column, ...]:
    """One line a poll; what it missed stands out."""
    number, as_of, whole, models, missed = said.poll_titles()
    return (
        Column(number, lambda poll: str(poll.seq), lambda poll: poll.seq, number=True),
        Column(as_of, lambda poll: said.poll_cells(poll)[1], lambda poll: poll.as_of),
        Column(whole, lambda poll: said.poll_cells(poll)[2], tone=_tone),
        Column(
            models,
            lambda poll: said.poll_cells(poll)[3],
            lambda poll: poll.models,
            number=True,
        ),
        Column(missed, said.missed, tip=said.missed, tone=_tone),
    )


def model_columns() -> tuple[Column, ...]:
    """One line a model, with what it adds and the rule that says so."""
    model, count, adds, rule, steps = said.model_titles()
    return (
        Column(model, lambda one: one.model_id, tip=lambda one: one.model_id),
        Column(count, lambda one: said.model_cells(one)[1], lambda one: one.value, number=True),
        Column(adds, lambda one: said.model_cells(one)[2], lambda one: one.part, number=True),
        Column(rule, lambda one: one.rule, tip=lambda one: one.rule),
        Column(
            steps,
            lambda one: said.lineage(one.steps),
            tip=lambda one: said.lineage(one.steps),
        ),
    )


def _tone(poll: Row) -> str:
    return "" if poll.complete else "warn"
