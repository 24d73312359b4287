"""Which polls stand under another counting, and how one is opened to be counted again."""

from __future__ import annotations

from dataclasses import replace

from sharewatch.core.snapshot import BadRow, PollKind


def test_polls_of_another_catalog_are_pending_newest_first(store, make):
    other = make.Mark(fingerprint="two")
    for catalog in (make.Mark(), other, make.Mark()):
        make.poll(store, make.sweep(make.row("a/1", 1)), catalog=catalog)
    assert store.recounts.pending("one") == (2,)
    assert store.recounts.pending("two") == (3, 1)
    assert store.recounts.pending("three") == (3, 2, 1)


def test_a_poll_says_what_it_asked_and_what_it_did_not_see(store, make):
    sweep = make.sweep(make.row("Qwen/1", 1), failed=("Meta",), kind=PollKind.IMPORT)
    owners = tuple(
        replace(one, bad_rows=(BadRow("Qwen", 4, None, "no id"),)) if one.owner == "Qwen" else one
        for one in sweep.owners
    )
    seq = make.poll(store, replace(sweep, owners=owners))
    found = store.recounts.polled(seq)
    assert (found.as_of, found.live) == (make.NOON, False)
    assert found.owners == {"qwen", "meta"}
    assert found.missed == ("Meta",)
    assert [(one.owner, one.model_id, one.reason) for one in found.skipped] == [
        ("Qwen", None, "no id")
    ]
    assert store.recounts.import_of(seq) is None
    assert store.recounts.import_of(99) is None


def test_rows_that_were_only_counted_as_skipped_may_be_of_any_owner(store, make):
    sweep = make.sweep(make.row("Qwen/1", 1), make.row("Meta/1", 1))
    owners = tuple(
        replace(one, bad_rows=(BadRow("Qwen", 4, None, "no id"),)) if one.owner == "Qwen" else one
        for one in sweep.owners
    )
    seq = make.poll(store, replace(sweep, owners=owners))
    with store.write():  # schema 1 kept their number alone
        store._connection.change("DELETE FROM skipped_row")
    found = store.recounts.polled(seq)
    assert {(one.owner, one.model_id) for one in found.skipped} == {("Qwen", None), ("Meta", None)}


def test_a_sound_poll_gives_its_sums_back(store, make):
    seq = make.poll(store, make.sweep(make.row("a/1", 1)), sums=make.sums(A=1))
    two = make.Mark(fingerprint="two", version="2")
    with store.write() as tx:
        assert tx.recounts.take_back(seq, two, "digest")
        assert store.sums(seq, "30d") == ()
        tx.recounts.note_complete(seq, complete=False)
        tx.add_rollups(seq, "tracked", "official", "30d", make.sums(B=2))
        tx.seal(seq)
    assert store.recounts.pending("digest") == ()
    assert store.catalog_version(seq) == "2"
    assert store.damaged_polls() == ()
    assert [one.complete for one in store.polls()] == [False]


def test_a_poll_that_was_never_sealed_is_sound(store, make):
    with store.write() as tx:
        seq = tx.add_poll(
            make.sweep(make.row("a/1", 1)),
            catalog=make.Mark(),
            family_of=make.family,
            complete=True,
        )
        assert tx.recounts.take_back(seq, make.Mark(), "digest")


def test_a_damaged_poll_keeps_sums_catalog_and_broken_seal(store, make):
    seq = make.poll(store, make.sweep(make.row("a/1", 1)), sums=make.sums(A=1))
    with store.write():
        store._connection.change("UPDATE observation SET likes = 5")
    with store.write() as tx:
        assert not tx.recounts.take_back(seq, make.Mark(fingerprint="two", version="2"), "digest")
    assert [one.value for one in store.sums(seq, "30d")] == [1]
    assert store.catalog_version(seq) == "1"
    assert store.damaged_polls() == (seq,)
    assert store.recounts.pending("digest") == ()
