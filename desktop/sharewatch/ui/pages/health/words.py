"""How the watching is said to stand: one sentence, facts, and what each ailment is called."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from sharewatch import __version__
from sharewatch.core import words
from sharewatch.core.board import Board, SourceKind
from sharewatch.core.condition import Condition
from sharewatch.core.health import GRAVE, Ailment, Finding, HealthEntry
from sharewatch.settings import Settings
from sharewatch.ui.sentences import age_s

translate = QCoreApplication.translate

LATE_S = 600


def ailment_word(ailment: Ailment) -> str:
    """What can be wrong, in a word or two."""
    return {
        Ailment.DATABASE: translate("health", "Database"),
        Ailment.DISK: translate("health", "Disk"),
        Ailment.PROGRAM: translate("health", "Program"),
        Ailment.SOURCE: translate("health", "Source"),
        Ailment.STALE: translate("health", "Old numbers"),
        Ailment.BLIND: translate("health", "Rules"),
        Ailment.INCOMPLETE: translate("health", "Incomplete poll"),
        Ailment.QUARANTINE: translate("health", "Quarantine"),
        Ailment.CHANNEL: translate("health", "Messages"),
        Ailment.BACKUP: translate("health", "Backup"),
    }[ailment]


def tone(ailment: Ailment) -> str:
    """The colour of an ailment, by its name in the theme."""
    return "bad" if ailment in GRAVE else "warn"


def began(finding: Finding, log: tuple[HealthEntry, ...]) -> int | None:
    """Since when something is wrong; ``None`` where the log can't say."""
    lasting = [one for one in log if one.ailment is finding.ailment and one.ended_at is None]
    return lasting[0].began_at if lasting else None


def headline(board: Board, now: float | None = None) -> str:
    """How it stands, in one sentence."""
    wrong = board.findings
    if not wrong and board.problem:
        said = translate("health", "The last try to poll failed; {next}")
        return said.format(next=_next(board, now) or translate("health", "none is planned"))
    if not wrong:
        parts = [part for part in _well(board, now) if part]
        return translate("health", "All is well: {facts}").format(facts=", ".join(parts))
    since = [at for one in wrong if (at := began(one, board.health)) is not None]
    grave = any(one.ailment in GRAVE for one in wrong)
    if len(wrong) == 1:
        said = (
            translate("health", "Something is wrong")
            if grave
            else translate("health", "Watching goes on, with one thing to know")
        )
    elif grave:
        said = translate("health", "{count} things are wrong").format(count=len(wrong))
    else:
        said = translate("health", "Watching goes on, with {count} things to know").format(
            count=len(wrong)
        )
    if since:
        said += translate("health", ", since {moment}").format(moment=words.moment(min(since)))
    return said


def facts(board: Board, messages: str, now: float | None = None) -> Iterator[tuple[str, str]]:
    """Names and values, for people."""
    kept = board.condition
    yield translate("health", "Source"), _source(board)
    yield translate("health", "Last poll"), _last(board)
    yield translate("health", "Next poll"), _due(board, now)
    if kept.failures:
        yield translate("health", "Failures"), _failures(kept)
    yield translate("health", "Kept"), _kept(board, kept)
    yield translate("health", "Backups"), _backups(board, kept)
    yield translate("health", "Messages"), messages
    yield translate("health", "Version"), f"Sharewatch {__version__}"


def messages_text(settings: Settings, *, desktop: bool | None) -> str:
    """By which ways messages go out; whether the desktop shows them may not be known yet."""
    ways = [
        {
            None: translate("health", "the inbox"),
            True: translate("health", "the inbox, and messages of the desktop"),
            False: translate("health", "the inbox alone: nobody here shows messages now"),
        }[desktop]
    ]
    if settings.command:
        ways.append(translate("health", "a command"))
    if settings.webhook:
        ways.append(translate("health", "a webhook"))
    if settings.quiet_from:
        ways.append(
            translate("health", "quiet from {begin} to {end}").format(
                begin=settings.quiet_from, end=settings.quiet_to
            )
        )
    return "; ".join(ways)


def lasted(entry: HealthEntry, now: float | None = None) -> str:
    """How long an outage lasted, or lasts."""
    if entry.ended_at is not None:
        return words.span(entry.ended_at - entry.began_at)
    passed = (time.time() if now is None else now) - entry.began_at
    return translate("health", "{span}, not over").format(span=words.span(passed))


def _well(board: Board, now: float | None) -> Iterator[str]:
    if board.shown is None:
        yield translate("health", "nothing is polled yet")
    elif board.source.kind is SourceKind.REPLAY:
        yield translate("health", "a recorded series")
    else:
        age = words.age(age_s(board, board.shown, now))
        yield translate("health", "last poll {age}").format(age=age)
    yield _next(board, now)
    if board.condition.polls:
        yield _count(board.condition.polls, translate("health", "poll kept|polls kept"))


def _next(board: Board, now: float | None) -> str:
    """When the source is asked again, if it is; a part of a sentence."""
    left = _left(board, now)
    if left is None:
        return ""
    if left <= 0:
        return translate("health", "a poll is due")
    return translate("health", "next in {span}").format(span=words.span(left))


def _due(board: Board, now: float | None) -> str:
    left = _left(board, now)
    if left is None:
        return translate("health", "none is planned")
    if left <= 0:
        return translate("health", "due now")
    return translate("health", "in {span}").format(span=words.span(left))


def _left(board: Board, now: float | None) -> float | None:
    """Seconds until the next poll."""
    if board.next_poll_at is None:
        return None
    return board.next_poll_at - (time.time() if now is None else now)


def _source(board: Board) -> str:
    kind = {
        SourceKind.HUB: translate("health", "the Hub, {label}"),
        SourceKind.DEMO: translate("health", "the demo, made-up numbers"),
        SourceKind.REPLAY: translate("health", "the recorded series {label}"),
    }[board.source.kind]
    return kind.format(label=board.source.label)


def _last(board: Board) -> str:
    latest = board.latest
    if latest is None:
        return translate("health", "none so far")
    whole = (
        translate("health", "complete") if latest.complete else translate("health", "incomplete")
    )
    said = translate("health", "as of {moment}, {whole}, {models} models").format(
        moment=words.moment(latest.as_of), whole=whole, models=words.exact(latest.models)
    )
    if board.source.kind is SourceKind.HUB and latest.stored_at - latest.as_of > LATE_S:
        moment = words.moment(latest.stored_at)
        said += translate("health", ", stored {moment}").format(moment=moment)
    return said


def _failures(kept: Condition) -> str:
    said = translate("health", "{count} in a row").format(count=kept.failures)
    if kept.failing_since is not None:
        said += translate("health", ", since {moment}").format(
            moment=words.moment(kept.failing_since)
        )
    return said


def _kept(board: Board, kept: Condition) -> str:
    said = translate("health", "{polls} and {censuses} in {size}").format(
        polls=_count(kept.polls, translate("health", "poll|polls")),
        censuses=_count(board.censuses, translate("health", "census|censuses")),
        size=_size(kept.size),
    )
    if board.viewing:
        return translate("health", "{kept}; only looked at: {why}").format(
            kept=said, why=board.viewing
        )
    if any(one.ailment is Ailment.DATABASE for one in board.findings):
        return said
    return translate("health", "{kept}, whole when it was opened").format(kept=said)


def _count(count: int, forms: str) -> str:
    """A number with its noun, of which ``forms`` has one and many."""
    one, many = forms.split("|")
    return f"{words.exact(count)} {one if count == 1 else many}"


def _backups(board: Board, kept: Condition) -> str:
    if not kept.backups or kept.backup_at is None:
        if board.source.kind is SourceKind.DEMO:
            return translate("health", "none: the demo can be made again")
        return translate("health", "none yet")
    return translate("health", "{count}, the newest of {day}").format(
        count=kept.backups, day=words.day(kept.backup_at)
    )


def _size(size: int) -> str:
    """Bytes as people read them."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
