"""What a sweep says of itself."""

from __future__ import annotations

from sharewatch.core.snapshot import BadRow, OwnerSweep, Sweep


def test_a_sweep_names_the_owners_that_failed_and_the_rows_it_skipped() -> None:
    bad = BadRow("B", 3, "B/x", "downloads is negative")
    owners = (OwnerSweep("A", error="timed out"), OwnerSweep("B", bad_rows=(bad,)))
    sweep = Sweep(0, 0, 0, (), owners)
    assert sweep.failed_owners == ("A",)
    assert sweep.bad_rows == (bad,)
