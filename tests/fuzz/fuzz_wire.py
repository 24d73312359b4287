"""Feeds hostile answers to all that reads the Hub's; ends with 1 at the first broken promise.

    python tests/fuzz/fuzz_wire.py --runs 1000000 --seed 1

Each input has a number and is made from seed and number alone: ``--first NUMBER --runs 1`` makes
it again. Promised is: nothing but ``HubError`` leaves, every row that is accepted is a fit one and
says what the text says, what is refused is named without a word of the server's, an address never
leaves the Hub, no wait is longer than a day, and no input takes more memory than the caps allow.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import math
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import httpx
import spoilt

from sharewatch.core.identity import is_model_id
from sharewatch.core.snapshot import MOST, BadRow, ModelRow
from sharewatch.hub.body import read_body
from sharewatch.hub.errors import HubError
from sharewatch.hub.limits import LONGEST_WAIT, Budget, http_date, retry_after
from sharewatch.hub.line import Answer, Line
from sharewatch.hub.universe import MOST_PAGES, read_universe_page
from sharewatch.hub.wire import parse_model, parse_page

HOME = "http://127.0.0.1:8080"
NOW = 1_778_328_000
CAP = 100_000
MOST_MEMORY = 512 * 2**20
LONGEST_S = 30
_REASON = re.compile(r"[\x20-\x7e…]{1,200}").fullmatch
_CURSOR = re.compile(r"[1-9][0-9]{0,5}:[!-~]{1,4000}").fullmatch
_PLAIN_LINK = f'<{HOME}/api/models?limit=3&cursor=eyIkb3IiOlt7In0%3D>; rel="next"'


class Broken(Exception):
    """A promise that an input broke."""


def demand(kept: object, promise: str) -> None:
    """Raise ``Broken`` unless a promise was kept."""
    if not kept:
        raise Broken(promise)


def main(arguments: list[str] | None = None) -> int:
    """Run as many inputs as asked for and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args(arguments)
    limit_memory()
    made: Counter[str] = Counter()
    began, slowest = time.monotonic(), 0.0
    for number in range(chosen.first, chosen.first + chosen.runs):
        if not number % 1000:
            faulthandler.dump_traceback_later(LONGEST_S, exit=True)
        rng = Random(f"{chosen.seed}/{number}")
        target = rng.choices(list(TARGETS), WEIGHTS)[0]
        start = time.monotonic()
        try:
            made[f"{target.__name__} {target(rng)}"] += 1
        except Exception as why:  # noqa: BLE001  # whatever leaves is what is looked for
            sys.stderr.write(f"seed {chosen.seed} input {number}: {type(why).__name__}: {why!r}\n")
            return 1
        slowest = max(slowest, time.monotonic() - start)
    faulthandler.cancel_dump_traceback_later()
    for name, count in sorted(made.items()):
        print(f"{count:>9} {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{chosen.runs} inputs in {time.monotonic() - began:.0f} s, the slowest in "
        f"{slowest * 1000:.0f} ms, {peak} MB at most: no promise broken."
    )
    return 0


def limit_memory() -> None:
    """Let no input take much more than the program has now."""
    with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123
        now = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MOST_MEMORY, resource.RLIM_INFINITY))


def pages(rng: Random) -> str:
    """A listing page."""
    body = spoilt.page(rng)
    try:
        rows, bad_rows = parse_page(body, "owner", 10)
    except HubError as why:
        return refused(why)
    for row in rows:
        check_row(row)
    for bad in bad_rows:
        check_bad_row(bad)
    demand(len(rows) + len(bad_rows) < 100_000, "a page has no more rows than its text")
    said = json_of(body)
    demand(isinstance(said, list), "a page that is read is a JSON list")
    demand(len(said) == len(rows) + len(bad_rows), "each row is read or named")
    left_out = {bad.index - 10 for bad in bad_rows}
    for row, text in zip(
        rows, (one for i, one in enumerate(said) if i not in left_out), strict=True
    ):
        check_said(row, text)
    return "read, rows skipped" if bad_rows else "read whole"


def models(rng: Random) -> str:
    """A detail answer."""
    body = spoilt.model(rng)
    try:
        row = parse_model(body)
    except HubError as why:
        return refused(why)
    check_row(row)
    check_said(row, json_of(body))
    return "read"


def bodies(rng: Random) -> str:
    """A body in chunks, packed or not, below or above the cap."""
    chunks, encoding, expected = spoilt.packed(rng)
    try:
        body = read_body(iter(chunks), encoding, CAP)
    except HubError as why:
        large = sum(map(len, chunks)) > CAP or (expected is not None and len(expected) > CAP)
        demand(expected is None or large, "an unspoilt body is read")
        return refused(why)
    demand(len(body) <= CAP, "a body is no longer than the cap")
    demand(expected is None or body == expected, "a body is what was packed")
    return "read"


def headers(rng: Random) -> str:
    """The headers by which the Hub limits requests and tells the time."""
    said = {
        "ratelimit": spoilt.header(rng, '"api";r=499;t=295', '"api";r=0;t=9, "x";r=1;t=1', ""),
        "ratelimit-policy": spoilt.header(rng, '"fixed window";"api";q=500;w=300', '"api";q=1;w=2'),
    }
    budget = Budget.read(said, 5000.0)
    if budget is not None:
        demand(type(budget.remaining) is int and budget.remaining >= 0, "requests left are a count")
        demand(0 <= budget.wait(5000.0) <= LONGEST_WAIT + 1, "no budget waits longer than a day")
        demand(0 <= budget.resets_in(5000.0) <= LONGEST_WAIT, "no window is longer than a day")
    dates = (
        "Sat, 09 May 2026 12:01:17 GMT",
        "Saturday, 09-May-26 12:01:17 GMT",
        "9 May 26 12:1 -9999",
    )
    wait = retry_after(spoilt.header(rng, "77", "0", "3600", *dates), NOW)
    demand(math.isfinite(wait) and 0 <= wait <= LONGEST_WAIT, "no Retry-After is longer than a day")
    at = http_date(spoilt.header(rng, *dates))
    demand(at is None or (type(at) is int and 0 < at < 2**40), "a date is UTC seconds")
    return "a budget" if budget else "no budget"


def links(rng: Random) -> str:
    """The page's successor, and the cursor that is kept of it."""
    line = Line(HOME, None, transport=None, clock=time.monotonic, wall=time.time, deadline_s=1,
                max_bytes=CAP, trust_env=False)  # fmt: skip
    relative = '</api/models?cursor=a%2Bb>; rel="next", </x>; rel="prev"'
    link = spoilt.header(
        rng, _PLAIN_LINK, relative, "<?cursor=x>; rel=next", '</x>; rel="last"', ""
    )
    asked: list[httpx.URL] = []

    def ask(url: httpx.URL) -> Answer:
        asked.append(url)
        return Answer(url, 200, httpx.Headers({"link": link.encode("utf-8")}), b"[]")

    kept = rng.choice([None, None, spoilt.header(rng, "2:eyIk", "19999:x", f"{MOST_PAGES}:a%2Bb")])
    try:
        following = line.next_page(ask(httpx.URL(f"{HOME}/api/models?limit=3")))
        if following is not None:
            check_address(following)
        page = read_universe_page(line, ask, "text-generation", kept, limit=3, now=NOW)
    except HubError as why:
        return refused(why)
    check_address(asked[-1])
    demand(kept is None or asked[-1].params["cursor"] == kept.partition(":")[2], "a cursor is kept")
    demand(page.next_cursor is None or _CURSOR(page.next_cursor), "a cursor is plain text")
    return "goes on" if page.next_cursor else "ends"


TARGETS: tuple[Callable[[Random], str], ...] = (pages, models, bodies, headers, links)
WEIGHTS = (60, 12, 8, 10, 10)


def refused(why: HubError) -> str:
    """The kind of a refusal, whose sentence is this program's own."""
    check_sentence(str(why))
    demand(0 <= why.retry_in <= LONGEST_WAIT, "a refusal names a wait of a day at most")
    return type(why).__name__


def check_sentence(text: str) -> None:
    """A sentence that is shown carries nothing of the server's."""
    demand(spoilt.CANARY not in text, "no text of the server's is shown")
    demand(_REASON(text), "a reason is a short plain sentence")


def check_bad_row(bad: BadRow) -> None:
    """A row that was skipped is named by place, and by its path if that is one."""
    demand(type(bad.index) is int and bad.index >= 10, "a bad row has its place")
    demand(bad.model_id is None or is_model_id(bad.model_id), "a bad row's path is a fit one")
    check_sentence(bad.reason)


def check_row(row: ModelRow) -> None:
    """Every field is of its type and within its range."""
    demand(re.fullmatch("[0-9a-f]{24}", row.hub_id), "an _id is 24 hexadecimal digits")
    demand(is_model_id(row.model_id) and row.model_id.isascii(), "a path is a fit one")
    for count in (row.downloads_30d, row.downloads_all_time, row.likes):
        demand(count is None or (type(count) is int and 0 <= count <= MOST), "a count is a count")
    created = row.created_at
    demand(created is None or (type(created) is int and 0 <= created < 2**38), "a time is a time")
    tag = row.pipeline_tag
    demand(tag is None or (tag.isascii() and tag.isprintable() and 0 < len(tag) <= 64), "a tag")
    demand(type(row.disabled) is bool, "disabled or not")
    demand(row.relation is None or re.fullmatch("[a-z_-]{1,32}", row.relation), "a relation")
    demand(row.relation is None or row.base_models, "a relation is one to something")
    demand(all(map(is_model_id, row.base_models)), "parents have fit paths")
    demand(len(set(row.base_models)) == len(row.base_models), "each parent once")
    size = row.parameters
    demand(size is None or (type(size) is int and 1 <= size <= MOST), "a size is a size")
    demand((size is None) == (row.parameters_source is None), "a size has its source")
    demand(row.parameters_source in (None, "safetensors", "gguf"), "a source is a known one")


def check_said(row: ModelRow, said: Any) -> None:
    """A row says what its text does, read by another reader."""
    demand(isinstance(said, dict), "a row is an object")
    demand((row.hub_id, row.model_id) == (said["_id"], said["id"]), "a row is the text's")
    counts = {"downloads": row.downloads_30d, "downloadsAllTime": row.downloads_all_time}
    for name, count in (counts | {"likes": row.likes}).items():
        text = said.get(name)
        demand(type(text) is type(count) and text == count, f"{name} is what the text says")


def check_address(url: httpx.URL) -> None:
    """An address that may be asked."""
    demand(str(url).startswith(f"{HOME}/api/models?"), f"an address stays at the Hub: {url!r}")
    demand(url.host == "127.0.0.1" and not url.userinfo, "an address names the Hub alone")


def json_of(body: bytes) -> Any:
    """The text by Python's own reader; broken signs may stand where nothing is read."""
    text = body.decode("utf-8", "replace")
    return json.loads(text, parse_constant=str, parse_int=lambda digits: int(digits[:4000]))


if __name__ == "__main__":
    sys.exit(main())
