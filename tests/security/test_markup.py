"""No text from elsewhere is ever markup, a shortcut, or an address that is fetched."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtGui import Qt as QtGui
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QTextEdit,
    QWidget,
)
from scripted import ScriptedHub

import hostile
from sharewatch.core.plain import plain
from sharewatch.core.questions import ProvenanceOf
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.charts.share_chart import ShareChart
from sharewatch.ui.labels import tip
from sharewatch.ui.notifications import compose
from sharewatch.ui.process import begin_with_defaults
from sharewatch.ui.table import Table
from sharewatch.ui.tray import Tray
from sharewatch.ui.window import Window

PAGES = (
    *("overview", "models", "inbox", "rules", "movers", "claims", "milestones"),
    *("breakdown", "derivatives", "adoption", "data", "health", "settings"),
)
TAG = re.compile(r"<(?:img|a|b|i|s|u|table|td|script)\b").search
ESCAPED = re.compile(r"<qt>([^<>]*)</qt>", re.DOTALL).fullmatch


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[tuple[hostile.Hostile, ScriptedHub]]:
    """The hostile database, and the server that its names want asked."""
    with ScriptedHub() as server:
        port = int(server.url.rpartition(":")[2])
        found = hostile.make(tmp_path_factory.mktemp("hostile"), port)
        yield found, server
        found.desk.close()


@pytest.fixture
def window(qtbot, made) -> Window:
    """The window over it, in which every question is answered at once."""
    desk = made[0].desk
    shown = Window()
    qtbot.addWidget(shown)
    shown.asked.connect(lambda question: shown.show_answer(desk.ask(question)))
    shown.family_opened.connect(lambda name: shown.show_models(desk.models(name)))
    shown.show_settings(made[0].settings)
    shown.show_board(desk.board())
    shown.show()
    return shown


def leaks(root: QWidget) -> list[str]:
    """Every text below a widget that Qt would take for markup."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        where = type(widget).__name__
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found += [f"{where}: {widget.text()}"] if is_markup(widget.text()) else []
        if isinstance(widget, QTextEdit):
            found += [f"{where}: rich"] if widget.acceptRichText() else []
        if isinstance(widget, QGraphicsView) and widget.scene() is not None:
            texts = [one for one in widget.scene().items() if isinstance(one, QGraphicsTextItem)]
            found += [f"{where}: {one.toHtml()}" for one in texts if TAG(one.toHtml())]
        for name in ("toolTip", "statusTip", "whatsThis"):
            text = getattr(widget, name)()
            found += [f"{where}.{name}: {text}"] if is_obeyed(text) else []
        if isinstance(widget, QAbstractItemView):
            found += [f"{where} item: {text}" for text in item_tips(widget) if is_obeyed(text)]
        if isinstance(widget, QMenu) and widget.toolTipsVisible():
            tips = [one.toolTip() for one in widget.actions()]
            found += [f"{where} action: {text}" for text in tips if is_obeyed(text)]
    return found


def is_markup(text: str) -> bool:
    return QtGui.mightBeRichText(text)


def is_obeyed(tip: str) -> bool:
    """Whether a tooltip is markup beyond the shell that keeps its words plain."""
    inside = ESCAPED(tip)
    return is_markup(tip) and not (inside and html.escape(html.unescape(inside[1])) == inside[1])


def item_tips(view: QAbstractItemView) -> Iterator[str]:
    model, role = view.model(), Qt.ItemDataRole.ToolTipRole
    if model is None:
        return
    for column in range(columns_of(view)):
        yield model.headerData(column, Qt.Orientation.Horizontal, role) or ""
        for row in range(model.rowCount()):
            yield model.index(row, column, QModelIndex()).data(role) or ""


def columns_of(view: QAbstractItemView) -> int:
    return 1 if isinstance(view, QListView) else view.model().columnCount()


def shown_texts(root: QWidget) -> Iterator[str]:
    """Every text below a widget, as it is told to Qt."""
    for widget in (root, *root.findChildren(QWidget)):
        yield widget.windowTitle()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield html.unescape(widget.toolTip())
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for column in range(columns_of(widget)):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
                for row in range(model.rowCount()):
                    yield str(model.index(row, column, QModelIndex()).data() or "")


def obeyed_ampersands(root: QWidget) -> list[str]:
    """Texts of buttons and menus in which an ampersand of a name has become a shortcut."""
    texts = [one.text() for one in root.findChildren(QAbstractButton)]
    texts += [one.text() for one in root.findChildren(QAction)]
    lone = re.compile(r"(?:A &(?!&) B|&(?!&)amp;|&(?!&)File|list &(?!&) co)").search
    return [text for text in texts if lone(text.replace("&&", "&&\0"))]


def open_menus(root: QWidget) -> None:
    for menu in root.findChildren(QMenu):
        menu.aboutToShow.emit()
    for table in root.findChildren(Table):
        table.context_menu()


def test_the_search_finds_what_it_looks_for(qtbot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    label = QLabel("1 <b>bold</b>", root)
    label.setToolTip("<img src='x'>")
    menu = QMenu("menu", root)
    menu.setToolTipsVisible(True)
    menu.addAction("<i>A & B</i>")
    button = QPushButton("list & co", root)
    button.setToolTip(tip("<b>told as it is</b>"))
    assert len(leaks(root)) == 3
    assert len(obeyed_ampersands(root)) == 2


@pytest.mark.parametrize("key", PAGES)
def test_no_page_shows_a_name_as_markup(window, made, qapp, key: str) -> None:
    window.go_to(key)
    assert window.page == key
    qapp.processEvents()
    page = window.pages[key]
    for table in page.findChildren(Table):
        table.selectRow(0)
    qapp.processEvents()
    open_menus(window)
    assert leaks(window) == []
    assert obeyed_ampersands(window) == []
    assert [text for text in shown_texts(window) if plain(text) != text] == []
    page.grab()
    assert made[1].asked == []


@pytest.mark.parametrize("key", ["overview", "models", "inbox", "rules", "movers", "claims"])
def test_a_hostile_name_is_shown_as_it_is(window, made, qapp, key: str) -> None:
    window.go_to(key)
    qapp.processEvents()
    texts = "\n".join(shown_texts(window.pages[key]))
    assert made[0].names[0] in texts


def test_where_a_number_comes_from_is_plain(window, made, qapp) -> None:
    window.follow(ProvenanceOf(made[0].names[0]))
    qapp.processEvents()
    assert made[0].names[0] in "\n".join(shown_texts(window.provenance))
    assert leaks(window.provenance) == []


def test_questions_before_something_is_removed_are_plain(window, made, qapp) -> None:
    for key, press in (
        ("rules", lambda page: page.remove.click()),
        ("claims", lambda page: (page.list.choose("hostile"), page.remove.click())),
    ):
        window.go_to(key)
        qapp.processEvents()
        for table in window.pages[key].findChildren(Table):
            table.selectRow(0)
        press(window.pages[key])
        boxes = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
        assert boxes, key
        for box in boxes:
            assert leaks(box) == []
            box.reject()


def test_dialogs_are_plain(window, made, qapp) -> None:
    window.go_to("rules")
    window.rules.add_rule()
    window.go_to("claims")
    qapp.processEvents()
    window.pages["claims"].list.choose("hostile")
    window.show_about()
    window.show_problem(f"{made[0].names[0]} can't be read & <b>more</b>")
    window.show_said(made[0].names[1])
    windows = [one for one in qapp.topLevelWidgets() if one.isVisible()]
    assert [leak for one in windows for leak in leaks(one)] == []
    for one in windows:
        if one is not window:
            one.close()


def test_the_tray_is_plain(made, qapp) -> None:
    tray = Tray()
    tray.show_board(made[0].desk.board())
    open_menus(tray._menu)
    assert not is_obeyed(tray.icon.toolTip())
    assert leaks(tray._menu) == []
    lines = [one.text() for one in tray._menu.actions()]
    assert any("A && B" in line and "&&amp;" in line for line in lines)
    assert obeyed_ampersands(tray._menu) == []
    assert made[1].asked == []


def test_a_message_of_the_desktop_carries_no_tag(made) -> None:
    desk = made[0].desk
    due = desk.claim_notices()
    assert due
    for message in compose(due, desk.board()):
        assert plain(message.title) == message.title
        assert "\x1b" not in message.body


def test_settings_that_cannot_be_read_are_quoted_plainly(qtbot, qapp) -> None:
    found = []

    def look() -> None:
        for box in (one for one in qapp.topLevelWidgets() if isinstance(one, QMessageBox)):
            found.append(leaks(box))
            box.reject()

    QTimer.singleShot(50, look)
    begin_with_defaults("settings.toml: <img src='x'> & <b>more</b>")
    assert found == [[]]


def test_pictures_hold_names_as_text(window, made, qapp, tmp_path: Path) -> None:
    window.go_to("overview")
    qapp.processEvents()
    for key in PAGES:
        window.go_to(key)
        qapp.processEvents()
    charts = [*window.findChildren(ShareChart), *window.findChildren(Plate)]
    assert charts
    for at, chart in enumerate(charts):
        chart.resize(900, 500)
        chart.save_svg(tmp_path / f"{at}.svg")
        chart.save_png(tmp_path / f"{at}.png")
        root = ET.parse(tmp_path / f"{at}.svg").getroot()
        tags = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert not tags & {"img", "b", "i", "script", "a", "foreignObject", "table"}
        assert not [one for one in root.iter() if f"{made[1].url}" in str(one.attrib)]
    assert made[1].asked == []


def test_what_is_copied_runs_in_no_spreadsheet(window, made, qapp) -> None:
    window.go_to("models")
    for key in PAGES:
        window.go_to(key)
        qapp.processEvents()
    copied = 0
    for table in window.findChildren(Table):
        if not table.source.rows:
            continue
        table.selectAll()
        table.copy()
        lines = QGuiApplication.clipboard().text().split("\n")
        assert len(lines) == 1 + len(table.shown())
        for line in lines:
            cells = line.split("\t")
            assert len(cells) == len(table.source.columns)
            for cell, column in zip(cells, table.source.columns, strict=True):
                if not column.number:
                    assert not cell.startswith(("=", "@", "+", "-"))
                    copied += cell.startswith("'=")
    assert copied
