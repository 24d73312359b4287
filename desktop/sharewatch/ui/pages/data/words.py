"""What a file holds and what came of it, and what a census is, in words."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import CensusLine, StoredAnswer
from sharewatch.core.shares import HUB, TEXT
from sharewatch.core.snapshot import Progress

translate = QCoreApplication.translate

REQUESTS = {TEXT: 350, HUB: 3000}
"""About how many requests a census without a cutoff takes."""

MOST_STEPS = 9_999
"""Beyond so many, steps are bytes or the like, which nobody counts."""


class Brought(Protocol):
    """What a file is and what came of it, or would. Dates are UTC midnights in seconds."""

    @property
    def kind(self) -> str:
        """What it turned out to be."""
        ...

    @property
    def label(self) -> str:
        """The file's name."""
        ...

    @property
    def rows(self) -> int:
        """Its data rows."""
        ...

    @property
    def models(self) -> int:
        """Different models, or owners."""
        ...

    @property
    def dates(self) -> tuple[int, ...]:
        """Of which days its counts are."""
        ...

    @property
    def stored(self) -> int:
        """Dates that are new."""
        ...

    @property
    def known(self) -> int:
        """Dates that were stored already."""
        ...

    @property
    def duplicates(self) -> int:
        """Rows that repeat others."""
        ...

    @property
    def rejected(self) -> int:
        """Rows that can't be used."""
        ...

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, of the first of them."""
        ...

    @property
    def name(self) -> str:
        """A list's name as a scope."""
        ...

    @property
    def dry(self) -> bool:
        """Whether nothing was stored."""
        ...


def kind_text(kind: str) -> str:
    """What a file turned out to be; a word that isn't known is shown as it is."""
    return {
        "snapshots": translate("data", "Counts of models"),
        "list": translate("data", "Published list"),
        "regions": translate("data", "Regions of owners"),
        "release dates": translate("data", "Release dates"),
        "lineage": translate("data", "Declared lineage"),
    }.get(kind, kind)


def found_text(brought: Brought) -> str:
    """What a file is, in a sentence."""
    said = (
        translate("data", "{kind}: 1 row, {models} {of}")
        if brought.rows == 1
        else translate("data", "{kind}: {rows} rows, {models} {of}")
    ).format(
        kind=kind_text(brought.kind),
        rows=words.exact(brought.rows),
        models=words.exact(brought.models),
        of=_counted(brought),
    )
    if brought.dates:
        said += " " + _days_text(brought.dates)
    return f"{said}."


def plan_text(brought: Brought) -> str:
    """What would be stored of a file."""
    if not brought.dates:
        if brought.kind == "list":
            return translate("data", "It would be a scope of its own, under the name below.")
        return translate(
            "data", "It would be kept beside the models, and counts made anew with it."
        )
    if not brought.stored:
        return translate(
            "data", "Each of its dates is stored already, and is left as it is: nothing to import."
        )
    said = translate("data", "Dates that would be stored: {count}.").format(
        count=words.exact(brought.stored)
    )
    if brought.known:
        said += " " + translate(
            "data", "Dates stored already, which are left as they are: {count}."
        ).format(count=words.exact(brought.known))
    return said


def doubt_text(brought: Brought) -> str:
    """What of a file repeats or can't be used; empty if all of it can."""
    parts = []
    if brought.duplicates:
        parts.append(
            translate("data", "1 row repeats another and counts once.")
            if brought.duplicates == 1
            else translate("data", "{count} rows repeat others and count once.").format(
                count=words.exact(brought.duplicates)
            )
        )
    if brought.rejected:
        parts.append(
            translate("data", "1 row can't be used and is left out:")
            if brought.rejected == 1
            else translate("data", "{count} rows can't be used and are left out:").format(
                count=words.exact(brought.rejected)
            )
        )
    return " ".join(parts)


def done_text(brought: Brought) -> str:
    """What came of a file."""
    if brought.kind == "list":
        return translate("data", "Imported: {file} is the scope “{name}” now.").format(
            file=brought.label, name=brought.name
        )
    if brought.dates:
        said = (
            translate("data", "Imported: 1 date of {file}.")
            if brought.stored == 1
            else translate("data", "Imported: {count} dates of {file}.")
        )
        return said.format(count=words.exact(brought.stored), file=brought.label)
    return translate("data", "Imported: {file}.").format(file=brought.label)


def stored_text(answer: StoredAnswer) -> str:
    """How much there is, in a sentence."""
    whole = sum(one.finished_at is not None for one in answer.censuses)
    return translate(
        "data", "Imports: {imports} · Lists: {lists} · Whole censuses: {censuses}"
    ).format(imports=len(answer.imports), lists=len(answer.lists), censuses=whole)


def reach_text(reach: str) -> str:
    """What a census covers."""
    return {
        TEXT: translate("data", "text models"),
        HUB: translate("data", "the whole Hub"),
        "file": translate("data", "a file"),
    }.get(reach, reach)


def covers_text(census: CensusLine) -> str:
    """How far down a census reaches."""
    if census.finished_at is None:
        return words.UNKNOWN
    if not census.cutoff:
        everything = translate("data", "every model listed")
        return everything if census.reach != "file" else translate("data", "every model in it")
    if census.covered is None:
        return translate("data", "from {count} downloads up").format(
            count=words.exact(census.cutoff)
        )
    return translate("data", "{part} of downloads").format(part=words.percent(census.covered))


def cost_text(reach: str, last: CensusLine | None) -> str:
    """What a census takes, in a sentence, before it is begun."""
    if last is not None:
        took = translate("data", "the last one took {count} requests").format(
            count=words.exact(last.requests)
        )
    else:
        took = translate("data", "about {count} requests to the Hub").format(
            count=words.exact(REQUESTS[reach])
        )
    return translate(
        "data",
        "A census asks for {reach} page by page, most downloaded first: {took}. It waits where the "
        "Hub's rate limit demands it, goes on where it stopped, also after a restart within a day, "
        "and can be cancelled at any time.",
    ).format(reach=reach_text(reach), took=took)


def progress_text(progress: Progress) -> str:
    """How far long work is."""
    parts = [f"{progress.task} {_part_text(progress)}"]
    if progress.waiting:
        parts.append(progress.waiting)
    if progress.models:
        parts.append(translate("data", "{count} models").format(count=words.exact(progress.models)))
    if progress.seconds_left is not None:
        left = words.span(progress.seconds_left)
        parts.append(translate("data", "about {span} left").format(span=left))
    return " · ".join(parts)


def _part_text(progress: Progress) -> str:
    """How many steps are done of how many; of very many, what part of them."""
    if progress.owners > MOST_STEPS:
        return words.percent(progress.owners_done / progress.owners, 0)
    if progress.owners > progress.owners_done:
        return f"{words.exact(progress.owners_done)} / {words.exact(progress.owners)}"
    return words.exact(progress.owners_done)


def _counted(brought: Brought) -> str:
    """What a file has different ones of, one or several."""
    if brought.kind == "regions":
        one, several = translate("data", "owner"), translate("data", "owners")
    else:
        one, several = translate("data", "model"), translate("data", "models")
    return one if brought.models == 1 else several


def _days_text(dates: tuple[int, ...]) -> str:
    first, last = words.day(dates[0]), words.day(dates[-1])
    if len(dates) == 1:
        return translate("data", "on {day}").format(day=first)
    return translate("data", "on {count} dates from {first} to {last}").format(
        count=len(dates), first=first, last=last
    )
