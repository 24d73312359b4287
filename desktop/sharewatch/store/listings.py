"""Whose listing brought what in a sweep."""

from __future__ import annotations

from sharewatch.core.snapshot import Sweep


def owners_of(sweep: Sweep) -> tuple[dict[str, str], dict[str, bool]]:
    """Whose listing brought each row, and which owners' listings are whole; in lower case.

    A row that stands in no listing counts as its namespace's, and that namespace as swept.
    """
    whole: dict[str, bool] = {}
    listing: dict[str, str] = {}
    for one in reversed(sweep.owners):  # the first listing of a row wins
        owner = one.owner.lower()
        whole[owner] = one.complete and whole.get(owner, True)
        listing.update(dict.fromkeys([row.hub_id for row in one.rows], owner))
    listed_by: dict[str, str] = {}
    for row in sweep.rows:
        found = listing.get(row.hub_id)
        if found is None:
            found = row.model_id.rpartition("/")[0].lower()
            whole.setdefault(found, True)
        listed_by[row.hub_id] = found
    for owner in set(listed_by.values()):
        if not whole[owner]:  # half a listing is not a measurement
            raise ValueError(f"the sweep brings rows of {owner}, whose listing failed")
    return listed_by, whole
