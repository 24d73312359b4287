"""A catalog's text as tables, read strictly: what is of no use is refused by line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?P<quote>["']?)(?P<key>[\w-]+)(?P=quote)\s*=""")


class CatalogError(ValueError):
    """A catalog that can't be used: the line, the key (empty for broken TOML) and the reason."""

    def __init__(self, line: int, key: str, reason: str) -> None:
        super().__init__(f"line {line}{key and ', '}{key}: {reason}")
        self.line, self.key, self.reason = line, key, reason


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a catalog: the whole text, its name (empty at the top) and its values.

    ``nth`` counts tables of one name from 1; 0 says that there is but one.
    """

    text: str
    values: Mapping[str, object]
    name: str = ""
    nth: int = 0

    def error(self, key: str, reason: str) -> CatalogError:
        """What is wrong with a key of this table, and where it stands."""
        path = self.name + (f"[{self.nth}]" if self.nth else "")
        line = _line_of(self.text, self.name, self.nth or int(self.name != ""), key)
        return CatalogError(line, f"{path}.{key}" if path else key, reason)

    def check(self, known: Collection[str]) -> None:
        """Refuse a key that means nothing: most likely another one was meant."""
        for key in self.values:
            if key not in known:
                raise self.error(key, f"is unknown here; known are {', '.join(sorted(known))}")

    def value(self, key: str, kind: type[T], takes: str) -> T:
        """The value of a key that must be there and of a kind, which ``takes`` says in words."""
        found = self.values.get(key)
        if isinstance(found, kind):
            return found
        missing = "" if key in self.values else "is missing; it "
        raise self.error(key, f"{missing}takes {takes}")

    def string(self, key: str, form: str, takes: str) -> str:
        """A text of a form, a regular expression."""
        found = self.value(key, str, takes)
        if re.fullmatch(form, found) is None:
            raise self.error(key, f"takes {takes}, not {found!r}")
        return found

    def strings(self, key: str, form: str, takes: str, least: int = 0) -> tuple[str, ...]:
        """A list of texts of a form, each once whatever its case, and at least so many."""
        found: dict[str, str] = {}
        for one in self.value(key, list, f"a list, each {takes}"):
            if not isinstance(one, str) or re.fullmatch(form, one) is None:
                raise self.error(key, f"takes a list, each {takes}, not {one!r}")
            if found.setdefault(one.lower(), one) is not one:
                raise self.error(key, f"{one!r} stands twice")
        if len(found) < least:
            raise self.error(key, f"is empty; it takes at least one: {takes}")
        return tuple(found.values())


def read_table(text: str) -> Table:
    """The text's top table. Raises ``CatalogError`` where it isn't TOML."""
    try:
        return Table(text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        raise CatalogError(_line_told(text, str(error)), "", f"not TOML: {error}") from error


def _line_told(text: str, message: str) -> int:
    """The line the TOML reader names in its message; the first where it names none."""
    if "at end of document" in message:
        return text.rstrip().count("\n") + 1
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else 1


def _line_of(text: str, table: str, nth: int, key: str) -> int:
    """The line of a key, or of its table's header, counted from 1.

    TOML readers keep no lines, so this looks for the n-th header and then for the key. It trusts
    one key a line, which is how catalogs are written; in other shapes the line is a near one.
    """
    here, headers_left, near = "", nth, 1
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            here = header[1]
            headers_left -= here == table
            if here == (table or key) and headers_left == 0:
                near = number
        elif found := _KEY.match(line):
            if here == table and headers_left == 0 and found["key"] == key:
                return number
            if not here and found["key"] == table:
                near = number
    return near
