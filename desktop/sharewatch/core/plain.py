"""Text from elsewhere made harmless for the place where it is shown or kept.

What a screen, a terminal or a spreadsheet would obey instead of showing is spelled out or held
back, so that a text can neither hide a part of itself, nor move what stands around it, nor run.
"""

from __future__ import annotations

import re
from typing import TypeVar

T = TypeVar("T")

# Control characters but tab and line feed, soft hyphens, marks of direction (bidi), separators of
# lines, invisible signs, halves of surrogates, and tags. Joiners stay: some scripts need them.
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_unseen = re.compile(f"[{_UNSEEN}]")

ONE_LINE = rf"(?! )[^\t\n{_UNSEEN}]+(?<! )"
"""A regular expression of a text on one line, without blanks at its ends or unseen signs."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a spreadsheet takes for the beginning of a formula, or passes over before one."""


def plain(text: str) -> str:
    r"""A text whose every sign is seen: others stand as ``\u202e``, as JSON writes them too."""
    return _unseen.sub(_spelled, text)


def one_line(text: str) -> str:
    """A plain text on one line, for names: line ends and tabs are spelled out as well."""
    return plain(text).replace("\n", r"\n").replace("\t", r"\t")


def held(cell: T) -> T | str:
    """A cell that a spreadsheet would run as a formula, kept a text; others as they are."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _spelled(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
