"""Lists, regions, dates and lineage that were brought in, each with the file it came from."""

from __future__ import annotations

from contextlib import suppress

from sharewatch.store.lists import Declared
from sharewatch.store.store import Store


def note(store: Store, sha256: str = "a") -> int:
    return store.lists.add_import(kind="list", label=f"{sha256}.csv", sha256=sha256, at=5, rows=3)


def put(store: Store, name: str, *models: str, sha256: str = "a") -> None:
    with store.write():
        store.lists.put_list(name, models, note(store, sha256))


def test_every_import_is_noted_in_its_order(store):
    with store.write():
        assert [note(store, "a"), note(store, "b"), note(store, "a")] == [1, 2, 3]
    assert [(one.id, one.label, one.sha256, one.at, one.rows) for one in store.lists.imports()] == [
        (1, "a.csv", "a", 5, 3),
        (2, "b.csv", "b", 5, 3),
        (3, "a.csv", "a", 5, 3),
    ]


def test_a_list_is_known_by_its_name_in_any_case(store):
    put(store, "ATOM", "Qwen/Qwen3", "a/B")
    assert store.lists.list_models("atom") == {"qwen/qwen3", "a/b"}
    assert store.lists.list_models("none") == frozenset()


def test_a_model_named_twice_in_two_cases_is_in_a_list_once(store):
    put(store, "mine", "a/B", "A/b", "a/B")
    (found,) = store.lists.lists()
    assert (found.name, found.models) == ("mine", 1)
    assert store.lists.paths() == {"mine": {"a/b"}}


def test_a_list_brought_in_again_takes_the_old_ones_place(store):
    put(store, "mine", "a/1", "a/2")
    put(store, "MINE", "a/2", "a/3", sha256="b")
    (found,) = store.lists.lists()
    assert (found.name, found.models, found.source.label) == ("MINE", 2, "b.csv")
    assert store.lists.list_models("mine") == {"a/2", "a/3"}


def test_an_empty_list_is_none(store):
    put(store, "mine", "a/1")
    put(store, "mine")
    assert store.lists.lists() == ()
    assert store.lists.digests() == ()


def test_digests_tell_lists_names_and_lineage_apart(store):
    seen = {store.lists.digests()}
    put(store, "mine", "a/1")
    seen.add(store.lists.digests())
    put(store, "mine", "a/1", sha256="b")
    seen.add(store.lists.digests())
    put(store, "yours", "a/1", sha256="b")
    seen.add(store.lists.digests())
    with store.write():
        store.lists.put_declared([Declared("a/1", "b/1", None)], note(store, "c"))
    seen.add(store.lists.digests())
    assert len(seen) == 5
    put(store, "yours", "a/1", sha256="b")
    assert store.lists.digests() in seen


def test_an_owner_named_again_has_the_new_region(store):
    with store.write():
        store.lists.put_regions({"Qwen": "china", "meta": "us"}, note(store))
        store.lists.put_regions({"QWEN": "eu"}, note(store))
    assert store.lists.regions() == {"qwen": "eu", "meta": "us"}


def test_a_model_named_again_has_the_new_release_date(store):
    with store.write():
        store.lists.put_release_dates({"a/B": 1, "c/D": 2}, note(store))
        store.lists.put_release_dates({"A/b": 3}, note(store))
    assert store.lists.release_dates() == {"a/b": 3, "c/d": 2}


def test_lineage_is_kept_with_its_dirt_and_adds_up_over_files(store):
    with store.write():
        store.lists.put_declared(
            [Declared("b", "a", "merge"), Declared("b", "b", None)], note(store)
        )
        store.lists.put_declared([Declared("b", "a", "finetune"), Declared("c", "a", None)], 1)
    assert store.lists.declared() == (
        Declared("b", "a", "finetune"),
        Declared("b", "b", None),
        Declared("c", "a", None),
    )


def test_what_fails_half_way_leaves_the_old_list(store):
    put(store, "mine", "a/1")
    with suppress(ZeroDivisionError), store.write():
        store.lists.put_list("mine", ["a/2"], note(store, "b"))
        raise ZeroDivisionError
    assert store.lists.list_models("mine") == {"a/1"}
    assert len(store.lists.imports()) == 1
