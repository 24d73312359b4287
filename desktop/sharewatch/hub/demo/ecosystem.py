"""The demo's world: a simulated ecosystem, published once a day with the Hub's usual flaws."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from sharewatch.core.identity import derived_id
from sharewatch.core.snapshot import TEXT_TASKS, ModelRow
from sharewatch.core.words import DAY as DAY_S
from sharewatch.hub.demo.cast import OFFICIAL, Role, Sizes, official_roles, parameters
from sharewatch.hub.demo.community import community_roles, declare
from sharewatch.hub.demo.ledger import FIRST_DAY, WINDOW, Counts, Ledger
from sharewatch.hub.demo.listing import Card, Listing, lineage_tags
from sharewatch.hub.demo.script import FamilySeed, Script, shipped_script

HUB_OPENED = 1_646_263_744  # 2022-03-02, the oldest createdAt the Hub has

_FROM = FIRST_DAY + WINDOW + 2
_PARTIAL_EVERY = 9
_REFRESHED = 0.6
_QUIET = range(-3, 12)  # around the crossing each day refreshes whole


class Ecosystem:
    """Simulated models of some families, their communities and some strangers.

    ``anchor`` is the UTC midnight, in seconds, of the simulated today. Listings are to be had
    from 400 days before it to 800 after it; earlier times show the first, later ones go on.
    The same families, seed and anchor give the same numbers.
    """

    def __init__(
        self,
        families: Sequence[FamilySeed] | None = None,
        *,
        seed: int = 7,
        anchor: int,
        script: Script | None = None,
    ) -> None:
        script = script or shipped_script()
        if families is not None:
            script = replace(script, families=tuple(families))
        rng = np.random.default_rng((seed, 0))
        official = official_roles(script, rng)
        roles = declare([*official, *community_roles(script, official, rng)], script.declared)
        cards = _cards(roles, anchor, rng, script.sizes)
        order = sorted(range(len(roles)), key=lambda i: cards[i].hub_id)
        roles = [roles[i] for i in order]
        self.anchor = anchor
        self.roles = tuple(roles)
        self._script = script
        self._seed = seed
        self._cards = [cards[i] for i in order]
        self._created = [card.created_at or 0 for card in self._cards]
        self._ledger = Ledger(script, roles, seed, (anchor // DAY_S + 3) % 7)
        self._taste = rng.lognormal(-2.6, 0.5, len(roles))
        self._phase = rng.uniform(0, 6.3, len(roles))
        self._by_path = {role.model_id: index for index, role in enumerate(roles)}
        self._dipping = np.array(
            [
                role.kind == OFFICIAL and script.families[role.family].name == script.dip.family
                for role in roles
            ]
        )
        self._organizations = {f.owner: f.developer for f in script.families}
        self._lock = threading.Lock()
        self._latest: tuple[tuple[int, int, int], Listing] | None = None

    def published_at(self, day: int) -> int:
        """When a day's counts come out, in UTC seconds: some time from 07 to 12 o'clock."""
        hour = np.random.default_rng((self._seed, 3, max(0, day - FIRST_DAY))).uniform(7, 12)
        return self.anchor + day * DAY_S + int(hour * 3600)

    def models_at(self, at: float) -> Listing:
        """Everything the simulated Hub lists at a time; remembered while nothing changes."""
        today = int((at - self.anchor) // DAY_S)
        issue = today if at >= self.published_at(today) else today - 1
        visible = bisect_right(self._created, at)
        key = (max(issue, _FROM), visible, today)
        with self._lock:
            if self._latest is None or self._latest[0] != key:
                self._latest = (key, self._listing(*key))
            return self._latest[1]

    def rows_at(self, at: float) -> list[ModelRow]:
        """Every listed model at a time, as a poll would see it."""
        return self.models_at(at).rows()

    def universe_at(self, at: float) -> list[ModelRow]:
        """Every listed model of the text tasks at a time, by falling 30-day downloads.

        It is what a census of the text tasks would gather, without asking page by page.
        """
        rows = [row for row in self.rows_at(at) if row.pipeline_tag in TEXT_TASKS]
        return sorted(rows, key=lambda row: (-(row.downloads_30d or 0), row.hub_id))

    def history(
        self, days: int = 365, hour: int = 13, owners: Iterable[str] | None = None
    ) -> Iterator[tuple[int, list[ModelRow]]]:
        """Past days' polls, oldest first and without today: UTC seconds, and rows.

        The rows are all there are, or those of the given namespaces.
        """
        asked = None if owners is None else tuple(owners)
        for day in range(-days, 0):
            at = self.anchor + day * DAY_S + hour * 3600
            yield at, self.models_at(at).rows(asked)

    def _listing(self, issue: int, visible: int, today: int) -> Listing:
        """What is listed from one issue of the counts to the next."""
        month, ever = self._published(issue)
        likes = self._likes(ever, issue)
        before = self._likes(self._ledger.total(issue - 8), issue - 7)
        trending = np.maximum(likes - before, 0)
        cards = self._cards[:visible]
        moved = dict(self._script.moved)
        rename = self._script.rename
        index = self._by_path.get(rename.model, visible)
        if today >= rename.day and index < visible:
            cards[index] = replace(cards[index], model_id=rename.to)
            moved[rename.model] = rename.to
        absent = {one.model for one in self._script.absent if one.day == today}
        return Listing(
            cards,
            month[:visible].tolist(),
            ever[:visible].tolist(),
            likes[:visible].tolist(),
            trending[:visible].tolist(),
            moved,
            frozenset(
                self._cards[self._by_path[model]].hub_id
                for model in absent
                if model in self._by_path
            ),
            self._organizations,
        )

    def _published(self, issue: int) -> tuple[Counts, Counts]:
        """The 30-day and all-time counts of an issue; it covers the days before it."""
        month, ever = self._ledger.month(issue - 1), self._ledger.total(issue - 1)
        rng = np.random.default_rng((self._seed, 4, issue - FIRST_DAY))
        if not self.refreshes_whole(issue):
            fresh = rng.random(len(ever)) < _REFRESHED
            month = np.where(fresh, month, self._ledger.month(issue - 2))
            ever = np.where(fresh, ever, self._ledger.total(issue - 2))
        dip, revision = self._script.dip, self._script.revision
        if dip.day <= issue < dip.day + dip.days:
            ever = np.where(self._dipping, ever - (ever * dip.part).astype(np.int64), ever)
        index = self._by_path.get(revision.model)
        if index is not None and issue >= revision.day:
            ever = ever.copy()
            ever[index] -= int(self._ledger.total(revision.day - 1)[index] * revision.part)
        return month, ever

    def refreshes_whole(self, issue: int) -> bool:
        """Whether a day's issue refreshes every model; never two in a row do not."""
        return issue % _PARTIAL_EVERY != self._seed % _PARTIAL_EVERY or issue in _QUIET

    def _likes(self, ever: Counts, issue: int) -> Counts:
        """Likes grow with downloads, ever more slowly, and now and then one is taken back."""
        taken_back = np.sin(issue * 0.9 + self._phase)
        likes: Counts = np.maximum(0, self._taste * ever**0.6 + taken_back).astype(np.int64)
        return likes


def _cards(
    roles: Sequence[Role], anchor: int, rng: np.random.Generator, sizes: Sizes
) -> list[Card]:
    """The unchanging side of every model."""
    seconds = rng.integers(0, DAY_S, len(roles))
    edits = rng.exponential(20 * DAY_S, len(roles)).astype(int)
    created = [
        max(HUB_OPENED + index, anchor + role.day * DAY_S + int(seconds[index]))
        for index, role in enumerate(roles)
    ]
    ids = {
        role.model_id: f"{at:08x}{hashlib.sha256(role.model_id.encode()).hexdigest()[:16]}"
        for role, at in zip(roles, created, strict=True)
    }
    return [
        _card(role, at, at + int(edit), ids, sizes)
        for role, at, edit in zip(roles, created, edits, strict=True)
    ]


def _card(role: Role, created: int, modified: int, ids: dict[str, str], sizes: Sizes) -> Card:
    """One model's card. A base that is no path at all stays in the tags, as on the Hub."""
    bases = tuple(base for base in role.bases if not base.startswith("/"))
    size = None if role.relation == "adapter" else parameters(role.model_id, sizes)
    files = "gguf" if role.library == "gguf" else "safetensors"
    tags = (
        role.library,
        role.task,
        *lineage_tags(role.relation, role.bases),
        f"license:{role.license}",
        "region:us",
    )
    return Card(
        ids[role.model_id],
        role.model_id,
        created,
        modified,
        role.task,
        role.library,
        role.gated,
        relation=role.relation if bases else None,
        base_models=bases,
        base_ids=tuple(ids.get(base) or derived_id(base) for base in bases),
        tags=tags,
        sha=hashlib.sha1(role.model_id.encode(), usedforsecurity=False).hexdigest(),
        parameters=None if size is None else int(size),
        parameters_source=None if size is None else files,
    )
