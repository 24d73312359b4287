"""What is stored beside polls, as tables: files, lists and censuses."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt

from sharewatch.core import words
from sharewatch.core.answers import CensusLine
from sharewatch.ui.pages.data.words import covers_text, kind_text, reach_text
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

translate = QCoreApplication.translate
SHOWN_DIGITS = 12


def imports_table() -> Table:
    """Files that were brought in, newest first."""
    made = Table(
        (
            Column(translate("data", "File"), lambda one: one.label, tip=lambda one: one.label),
            Column(translate("data", "What"), lambda one: kind_text(one.kind)),
            Column(
                translate("data", "Rows"),
                lambda one: words.exact(one.rows),
                lambda one: one.rows,
                number=True,
            ),
            Column(translate("data", "When"), lambda one: words.moment(one.at), lambda one: one.at),
            Column(
                "SHA-256",
                lambda one: one.sha256[:SHOWN_DIGITS],
                tip=lambda one: one.sha256,
                about=translate("data", "The file's digest, its beginning"),
            ),
        ),
        lambda one: (one.at, one.sha256),
        wide=0,
        wide_min=180,
    )
    made.setAccessibleName(translate("data", "Imports"))
    made.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    made.set_placeholder(
        translate(
            "data",
            "Files of past counts, published lists, regions, release dates and lineage are listed "
            "here once they are imported. A file can be dropped anywhere on this page.",
        )
    )
    return made


def lists_table() -> Table:
    """Published lists, each a scope under its name."""
    made = Table(
        (
            Column(
                translate("data", "Scope"),
                lambda one: one.name,
                bold=lambda _: True,
                tip=lambda one: one.name,
            ),
            Column(
                translate("data", "Models"),
                lambda one: words.exact(one.models),
                lambda one: one.models,
                number=True,
            ),
            Column(translate("data", "File"), lambda one: one.label, tip=lambda one: one.label),
            Column(translate("data", "When"), lambda one: words.moment(one.at), lambda one: one.at),
        ),
        lambda one: one.name,
        wide=0,
        wide_min=160,
    )
    made.setAccessibleName(translate("data", "Lists"))
    made.set_placeholder(
        translate(
            "data", "A published list of models becomes a scope of its own once it is imported"
        )
    )
    return made


def census_table() -> Table:
    """Censuses, the one under way first."""
    made = Table(
        (
            Column(translate("data", "Of"), lambda one: reach_text(one.reach)),
            Column(
                translate("data", "As of"),
                lambda one: words.moment(one.as_of),
                lambda one: one.as_of,
            ),
            Column(
                translate("data", "Models"),
                lambda one: words.exact(one.models),
                lambda one: one.models,
                number=True,
            ),
            Column(
                translate("data", "Covers"),
                covers_text,
                tip=_cutoff,
            ),
            Column(
                translate("data", "Requests"),
                lambda one: words.exact(one.requests),
                lambda one: one.requests,
                number=True,
            ),
            Column(
                translate("data", "State"),
                _state,
                tone=lambda one: "warn" if one.finished_at is None else "good",
            ),
        ),
        lambda one: (one.reach, one.as_of),
        wide=0,
        wide_min=110,
    )
    made.setAccessibleName(translate("data", "Censuses"))
    made.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    made.set_placeholder(
        translate(
            "data",
            "Polls see the official models of tracked families. A census sees everything: wider "
            "scopes, and shares with derivatives, stand on one.",
        )
    )
    return made


def _cutoff(one: CensusLine) -> str:
    if not one.cutoff:
        return covers_text(one)
    return translate("data", "Models of {count} downloads in 30 days and more").format(
        count=words.exact(one.cutoff)
    )


def _state(one: CensusLine) -> str:
    if one.finished_at is None:
        return translate("data", "under way")
    return translate("data", "whole")
