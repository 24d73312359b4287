"""The data page: a file is looked into before it is stored, and a census is explained first."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton

from sharewatch.core.answers import CensusLine, ImportLine, ListLine, StoredAnswer
from sharewatch.core.board import SourceKind
from sharewatch.core.catalog import parse_catalog
from sharewatch.core.questions import MilestoneOf, StoredOf
from sharewatch.core.shares import HUB, TEXT
from sharewatch.core.snapshot import Progress
from sharewatch.core.words import DAY
from sharewatch.files import resource
from sharewatch.intake import importing
from sharewatch.intake.poll import unheard
from sharewatch.store.store import Store
from sharewatch.table_text import ReadError
from sharewatch.ui.pages.data.import_pane import Step
from sharewatch.ui.pages.data.page import DataPage

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
COUNTS = """date,model_id,downloads_30d,downloads_all_time,likes
2026-05-08,Qwen/Qwen3-8B,100,1000,5
2026-05-09,Qwen/Qwen3-8B,120,1020,5
2026-05-09,meta-llama/Llama-3.1-8B,80,900,4
"""
UNDATED = """model_id,downloads_30d,downloads_all_time,likes
Qwen/Qwen3-8B,120,1020,5
"""
LIST = "org,model,modelId\nQwen,Qwen3-8B,Qwen/Qwen3-8B\n"


@pytest.fixture
def page(qtbot, board):
    made = DataPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.show_board(board)
    return made


@pytest.fixture
def worked(page, tmp_path):
    """The page with a real importer over a real database behind it."""
    catalog = parse_catalog(resource("families.toml").read_text("utf-8"))
    with Store.open(tmp_path / "sharewatch.db") as store:

        def bring(path, date, name="", *, dry):
            try:
                found = importing.look_into(path, date=date, stop=Event(), between=unheard)
                brought = importing.bring_in(
                    store,
                    catalog,
                    found,
                    AS_OF,
                    name=name,
                    stop=Event(),
                    between=page.show_progress,
                    dry=dry,
                )
            except ReadError as why:
                page.show_trouble(str(why))
            else:
                page.show_brought(brought)
            page.show_progress(None)

        page.look_requested.connect(lambda path, date: bring(tmp_path / path, date, dry=True))
        page.import_requested.connect(
            lambda path, date, name: bring(tmp_path / path, date, name, dry=False)
        )
        yield page


def stored(**changes):
    """What a desk answers."""
    lines = {"imports": (), "lists": (), "censuses": (), "scopes": ("tracked",), "models": ()}
    return StoredAnswer(StoredOf(), **{**lines, **changes})


def census(reach=TEXT, **changes):
    base = CensusLine(reach, AS_OF, AS_OF + 900, 118_000, 347, 0, Fraction(1))
    return replace(base, **changes)


def copied(table):
    table.clearSelection()
    table.copy()
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()[1:]]


def test_what_is_stored_is_asked_for_as_soon_as_someone_looks(qtbot):
    page = DataPage()
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.asked) as told:
        page.show()
    assert told.args == [StoredOf()]


def test_it_is_said_that_what_comes_in_never_fires_an_alert(page):
    assert "never fires an alert" in page.hint.text()


def test_imports_lists_and_censuses_are_listed_with_their_provenance(page):
    page.show_answer(
        stored(
            imports=(ImportLine("snapshots", "<b>series</b>.csv", "ab" * 32, AS_OF, 10_623),),
            lists=(ListLine("atom", 1772, "atom_tracked_models.csv", AS_OF),),
            censuses=(
                census(finished_at=None, models=40_000, requests=120),
                census(HUB, cutoff=200, covered=Fraction(995, 1000), requests=2900),
            ),
        )
    )
    assert page.sentence.text() == "Imports: 1 · Lists: 1 · Whole censuses: 1"
    when = "2026-05-09 12:00 UTC"
    assert copied(page.tables["imports"]) == [
        ["<b>series</b>.csv", "Counts of models", "10,623", when, "abababababab"]
    ]
    assert copied(page.tables["lists"]) == [["atom", "1,772", "atom_tracked_models.csv", when]]
    assert copied(page.tables["censuses"]) == [
        ["text models", when, "40,000", "–", "120", "under way"],
        ["the whole Hub", when, "118,000", "99.5 % of downloads", "2,900", "whole"],
    ]


def test_a_file_is_looked_into_before_anything_is_stored(worked, tmp_path):
    (tmp_path / "series.csv").write_text(COUNTS)
    worked.look_into("series.csv")
    assert worked.file.step is Step.FOUND
    assert worked.file.said.text() == (
        "Counts of models: 3 rows, 2 models on 2 dates from 2026-05-08 to 2026-05-09."
    )
    assert worked.file.plan.text() == "Dates that would be stored: 2."
    assert worked.file.accept.isVisible()
    assert not worked.choose.isEnabled()


def test_enter_imports_what_was_found_and_one_date_is_said_as_one(worked, tmp_path, qtbot):
    (tmp_path / "series.csv").write_text("\n".join(COUNTS.splitlines()[:2]) + "\n")
    worked.look_into("series.csv")
    assert "1 row, 1 model on " in worked.file.said.text()
    qtbot.keyClick(worked.file.accept, Qt.Key.Key_Return)
    assert worked.file.step is Step.DONE
    assert worked.file.said.text() == "Imported: 1 date of series.csv."


def test_what_was_found_is_imported_and_what_is_stored_is_asked_anew(worked, tmp_path, qtbot):
    (tmp_path / "series.csv").write_text(COUNTS)
    worked.look_into("series.csv")
    with qtbot.waitSignal(worked.asked):
        worked.file.accept.click()
    assert worked.file.step is Step.DONE
    assert worked.file.said.text() == "Imported: 2 dates of series.csv."
    worked.file.leave.click()
    assert worked.part.isVisible()
    assert worked.choose.isEnabled()


def test_a_file_that_is_stored_already_offers_nothing(worked, tmp_path):
    (tmp_path / "series.csv").write_text(COUNTS)
    for _ in range(2):
        worked.look_into("series.csv")
        worked.file.accept.click()
        worked.file.leave.click()
    worked.look_into("series.csv")
    assert "nothing to import" in worked.file.plan.text()
    assert not worked.file.accept.isVisible()


def test_a_file_without_a_date_asks_for_it(worked, tmp_path, qtbot):
    (tmp_path / "series.csv").write_text(UNDATED)
    worked.look_into("series.csv")
    assert worked.file.step is Step.REFUSED
    assert "of which day" in worked.file.said.text()
    assert worked.file.day.isVisible()
    worked.file.day.choose(AS_OF // DAY)
    with qtbot.waitSignal(worked.look_requested) as told:
        worked.file.accept.click()
    assert told.args == ["series.csv", AS_OF // DAY * DAY]
    assert "on 2026-05-09" in worked.file.said.text()
    with qtbot.waitSignal(worked.import_requested) as told:
        worked.file.accept.click()
    assert told.args == ["series.csv", AS_OF // DAY * DAY, ""]


def test_a_list_asks_for_its_name_as_a_scope(worked, tmp_path, qtbot):
    (tmp_path / "atom_2026.csv").write_text(LIST)
    worked.look_into("atom_2026.csv")
    assert worked.file.name.isVisible()
    assert worked.file.name.text() == "atom_2026"
    for name, wrong in (("", "must have a name"), ("Tracked", "is a scope already")):
        worked.file.name.setText(name)
        assert wrong in worked.file.name_wrong.text()
        assert not worked.file.accept.isEnabled()
    worked.file.name.setText("ATOM")
    with qtbot.waitSignal(worked.import_requested) as told:
        worked.file.accept.click()
    assert told.args == ["atom_2026.csv", None, "ATOM"]
    assert worked.file.said.text() == "Imported: atom_2026.csv is the scope “ATOM” now."
    assert worked.part.value == "lists"


def test_a_file_that_is_of_no_use_is_refused_with_its_reason(worked, tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    worked.look_into("notes.csv")
    assert worked.file.heading.text() == "notes.csv can't be imported"
    assert "line 1" in worked.file.said.text()
    assert not worked.file.day.isVisible()
    assert not worked.file.accept.isVisible()


def test_rows_that_repeat_or_can_not_be_used_are_told_with_reasons(page):
    page.look_into("stats.parquet")
    page.show_brought(
        importing.Brought(
            "snapshots",
            "stats.parquet",
            5_000,
            4_000,
            (AS_OF // DAY * DAY,),
            stored=1,
            duplicates=12,
            rejected=2,
            reasons=("row 7, column id: '<i>x</i>' is not a model id",),
            dry=True,
        )
    )
    assert "12 rows repeat others" in page.file.doubt.text()
    assert "2 rows can't be used" in page.file.doubt.text()
    assert page.file.reasons.text() == "row 7, column id: '<i>x</i>' is not a model id"
    assert page.file.reasons.textFormat() is Qt.TextFormat.PlainText


def test_a_failure_elsewhere_does_not_refuse_a_file(worked, tmp_path):
    (tmp_path / "series.csv").write_text(COUNTS)
    worked.look_into("series.csv")
    worked.show_trouble("The Hub can't be reached.")
    assert worked.file.step is Step.FOUND


def test_looking_into_a_file_can_be_called_off(page, qtbot):
    page.look_into("series.csv")
    with qtbot.waitSignal(page.cancel_requested):
        page.file.leave.click()
    assert page.part.isVisible()
    page.show_brought(importing.Brought("snapshots", "series.csv", 3, 2, dry=True))
    assert page.part.isVisible()


def test_an_import_that_was_called_off_can_be_begun_again(page, qtbot):
    page.look_into("series.csv")
    found = importing.Brought("snapshots", "series.csv", 3, 2, (0,), stored=1, dry=True)
    page.show_brought(found)
    page.file.accept.click()
    assert page.file.step is Step.IMPORTING
    with qtbot.waitSignal(page.cancel_requested):
        page.file.leave.click()
    assert "nothing of it was stored" in page.file.plan.text()
    with qtbot.waitSignal(page.import_requested):
        page.file.accept.click()


def test_one_file_can_be_dropped_on_the_page(page, qtbot, tmp_path):
    path = tmp_path / "series.csv"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    act, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(QPoint(9, 9), act, data, left, none)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(page.look_requested) as told:
        page.dropEvent(QDropEvent(QPointF(9, 9), act, data, left, none))
    assert told.args == [str(path), None]


@pytest.mark.parametrize(
    "urls", [["https://example.org/a.csv"], ["file:///a.csv", "file:///b.csv"]]
)
def test_anything_else_is_not_taken(page, urls):
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    act, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    enter = QDragEnterEvent(QPoint(9, 9), act, data, left, none)
    enter.ignore()
    page.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_a_census_says_what_it_costs_before_it_is_begun(page, qtbot):
    page.part.button("censuses").click()
    page.offer.buttons[TEXT].click()
    assert "about 350 requests" in page.offer.cost.text()
    assert "can be cancelled" in page.offer.cost.text()
    with qtbot.waitSignal(page.census_requested) as told:
        page.offer.begin.click()
    assert told.args == [TEXT]
    assert not page.offer.begin.isVisible()


def test_what_the_last_census_took_is_said_where_there_was_one(page):
    page.part.button("censuses").click()
    page.show_answer(stored(censuses=(census(HUB, requests=2871),)))
    page.offer.buttons[HUB].click()
    assert "the last one took 2,871 requests" in page.offer.cost.text()
    page.offer.leave.click()
    assert not page.offer.cost.isVisible()


def test_a_census_under_way_is_gone_on_with_at_once(page, qtbot):
    page.part.button("censuses").click()
    page.show_answer(stored(censuses=(census(finished_at=None),)))
    assert page.offer.buttons[TEXT].text() == "Continue the census of text models"
    with qtbot.waitSignal(page.census_requested) as told:
        page.offer.buttons[TEXT].click()
    assert told.args == [TEXT]


def test_a_recorded_series_has_nobody_to_ask(page, new_board):
    page.show_board(new_board(kind=SourceKind.REPLAY))
    assert not page.offer.buttons[TEXT].isEnabled()


def test_long_work_shows_how_far_it_is_and_can_be_cancelled(page, qtbot):
    page.show_progress(
        Progress(120, 350, 120, 118_000, seconds_left=412, waiting="waiting", task="Census, page")
    )
    assert page.progress.text() == (
        "Census, page 120 / 350 · waiting · 118,000 models · about 7 min left"
    )
    with qtbot.waitSignal(page.cancel_requested):
        page.cancel.click()
    with qtbot.waitSignal(page.asked):
        page.show_progress(None)
    assert not page.cancel.isVisible()


def test_bytes_are_said_as_a_part_and_polls_are_left_to_the_status_bar(page):
    page.show_progress(Progress(5_000_000, 20_000_000, 0, 9_000, task="Reading, part"))
    assert page.progress.text() == "Reading, part 25 % · 9,000 models"
    page.show_progress(Progress(3, 40, 3, 300))
    assert not page.progress.isVisible()


def test_it_is_the_page_for_what_is_stored_and_nothing_else(page):
    assert page.take(StoredOf())
    assert not page.take(MilestoneOf("Qwen", 10**9))


def removal(page) -> QMessageBox:
    return next(one for one in page.findChildren(QMessageBox) if one.isVisible())


@pytest.fixture
def listed(page):
    """The page with a list, and the lists looked at."""
    page.show_answer(stored(lists=(ListLine("atom", 1772, "atom_tracked_models.csv", AS_OF),)))
    page.part.button("lists").click()
    return page


def test_a_list_is_removed_once_it_is_confirmed(listed):
    assert not listed.remove.isEnabled()
    assert listed.tables["lists"].choose("atom")
    listed.remove.click()
    box = removal(listed)
    assert box.text() == "Remove the list “atom”?"
    button = next(one for one in box.findChildren(QPushButton) if one.text() == "Remove")
    told = []
    listed.list_removed.connect(told.append)
    listed.asked.connect(told.append)
    button.click()
    assert told == ["atom", StoredOf()]
    listed.show_answer(stored())
    assert not listed.remove.isEnabled()


def test_a_list_whose_removal_is_called_off_stays(listed, qtbot):
    listed.tables["lists"].choose("atom")
    listed.remove_list.trigger()
    with qtbot.assertNotEmitted(listed.list_removed):
        removal(listed).button(QMessageBox.StandardButton.Cancel).click()


def test_a_list_can_be_removed_from_the_menu_of_its_row_and_nothing_without_a_row(listed):
    table = listed.tables["lists"]
    assert listed.remove_list in table.context_menu().actions()
    listed.remove_list.trigger()
    assert not any(one.isVisible() for one in listed.findChildren(QMessageBox))


def test_only_lists_can_be_removed(listed):
    assert listed.remove.isVisible()
    listed.part.button("imports").click()
    assert not listed.remove.isVisible()
