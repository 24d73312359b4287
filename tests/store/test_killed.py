"""A process that is killed while it polls leaves whole polls, and all that it acknowledged."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sharewatch.store.store import Store

POLL_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow, Sweep
from sharewatch.store.store import Store

mark = SimpleNamespace(version="1", fingerprint="one")
store = Store.open(Path(sys.argv[1]))
for number in count():
    rows = tuple(ModelRow(str(n), f"a/{n}", number, number, n) for n in range(500))
    with store.write() as tx:
        seq = tx.add_poll(
            Sweep(number, 0, 0, rows, ()), catalog=mark, family_of=str.title, complete=True
        )
        tx.add_rollups(seq, "tracked", "official", "30d", [FamilySum("A", number)])
        tx.seal(seq)
    print(seq, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_a_killed_process_leaves_no_torn_poll_and_loses_none(path, acknowledged):
    with subprocess.Popen(
        [sys.executable, "-c", POLL_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        for _ in range(acknowledged):
            last = process.stdout.readline()
        process.kill()
    with Store.open(path) as store:
        polls = store.polls()
        assert len(polls) >= int(last)
        assert store.damaged_polls() == ()
        for poll in polls:
            values = {one.downloads_30d for one in store.model_values(poll.seq)}
            assert values == {poll.as_of}
            assert [one.value for one in store.sums(poll.seq, "30d")] == [poll.as_of]
