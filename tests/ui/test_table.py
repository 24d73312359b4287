"""The table that all pages use."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table


@pytest.fixture
def table(qtbot):
    made = Table(
        (
            Column("Name", lambda row: row[0], tip=lambda row: row[0]),
            Column("Count", lambda row: str(row[1]), lambda row: row[1], number=True),
        ),
        lambda row: row[0],
    )
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_rows([("b", 2), ("a", 10), ("c", None)])
    return made


def names(table):
    return [row[0] for row in table.shown()]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Qt.SortOrder.AscendingOrder, "bac"), (Qt.SortOrder.DescendingOrder, "abc")],
)
def test_unknown_comes_last_in_either_order(table, order, expected):
    table.sortByColumn(1, order)
    assert "".join(names(table)) == expected


def test_text_sorts_without_regard_to_case(table):
    table.show_rows([("B", 1), ("a", 2), ("C", 3)])
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["a", "B", "C"]


def test_new_values_keep_the_chosen_row_and_are_not_taken_for_the_users_choice(table, qtbot):
    table.choose("a")
    with qtbot.assertNotEmitted(table.row_chosen):
        table.show_rows([("d", 1), ("c", 2), ("a", 3)])
    assert table.current() == ("a", 3)


def test_the_user_going_to_a_row_is_told(table, qtbot):
    with qtbot.waitSignal(table.row_chosen) as told:
        table.choose("c")
    assert told.args == [("c", None)]


def test_enter_activates_the_row(table, qtbot):
    table.choose("b")
    with qtbot.waitSignal(table.row_activated) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [("b", 2)]


def test_a_filter_leaves_rows_out_and_gives_them_back(table):
    table.set_filter(lambda row: row[1] is not None)
    assert sorted(names(table)) == ["a", "b"]
    table.set_filter(None)
    assert sorted(names(table)) == ["a", "b", "c"]


def test_copy_takes_the_selection_with_its_titles(table, qtbot):
    table.choose("a")
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tCount\na\t10"


def test_copy_without_a_selection_takes_all_as_shown(table):
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.clearSelection()
    table.copy()
    assert QGuiApplication.clipboard().text() == "Name\tCount\nc\tNone\nb\t2\na\t10"


def test_the_menu_sorts_by_any_column_from_the_keyboard(table):
    menu = table.context_menu()
    order = menu.actions()[1].menu()
    order.actions()[1].trigger()
    assert names(table)[0] == "a"
    order.actions()[1].trigger()
    assert names(table)[0] == "b"


def test_a_first_click_on_numbers_shows_the_largest_and_the_next_the_smallest(table, qtbot):
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(table) == ["a", "b", "c"]
    header.sectionClicked.emit(1)  # a second press so soon would be a double click
    assert names(table) == ["b", "a", "c"]


def test_a_tooltip_is_never_markup_of_its_text(table):
    table.show_rows([("<b>x</b>", 1)])
    index = table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;b&gt;x&lt;/b&gt;</qt>"


def test_an_empty_table_says_why(table):
    table.set_placeholder("Nothing yet")
    table.show_rows([])
    assert table.accessibleDescription() == "Nothing yet"
    assert not table.grab().toImage().isNull()


def test_the_wide_column_takes_the_room_that_is_left(table):
    table.resize(700, 300)
    widths = table.columnWidth(0) + table.columnWidth(1)
    assert widths == table.viewport().width()
