"""The look applied: palettes, one small stylesheet, the system's scheme followed.

Everything that paints takes its values from ``tokens()`` and its pictures from ``icon()``, and
hears of a change of scheme as ``QEvent.PaletteChange`` in ``changeEvent``.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from sharewatch.files import resource
from sharewatch.ui.icons import app_icon, icon, tray_icon
from sharewatch.ui.tokens import DARK, LIGHT, Tokens, tokens

__all__ = ["Tokens", "app_icon", "apply_theme", "icon", "tabular", "tokens", "tray_icon"]

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def apply_theme(app: QApplication, choice: str) -> None:
    """Give the application its look; ``choice`` is ``system``, ``light`` or ``dark``.

    It may be called again at any time. Under ``system`` the look follows the desktop from then
    on. Raises ``KeyError`` for another choice.
    """
    scheme = _SCHEMES[choice]
    follower = app.findChild(_Follower) or _Follower(app)
    follower.choose(scheme)


class _Follower(QObject):
    """Repaints the application when the desktop turns dark or light."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._chosen = Qt.ColorScheme.Unknown
        app.setStyle("Fusion")
        app.setFont(tabular(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._show)

    def choose(self, scheme: Qt.ColorScheme) -> None:
        """Force a scheme, or follow the desktop for ``Unknown``."""
        self._chosen = scheme
        self._app.styleHints().setColorScheme(scheme)
        self._show()

    def _show(self) -> None:
        """Paint in the chosen scheme, else in the desktop's."""
        desktop = self._app.styleHints().colorScheme()
        scheme = desktop if self._chosen is Qt.ColorScheme.Unknown else self._chosen
        look = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        self._app.setPalette(_palette(look))
        self._app.setStyleSheet(_stylesheet(look))


def tabular(font: QFont) -> QFont:
    """The same font with figures of one width, where the font has them."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even


def _palette(look: Tokens) -> QPalette:
    """Qt's palette in these tokens, so that unstyled widgets belong to the look as well."""
    role, palette = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: look.background,
        role.WindowText: look.text,
        role.Base: look.surface,
        role.AlternateBase: look.sunken,
        role.Text: look.text,
        role.PlaceholderText: look.muted,
        role.Button: look.surface,
        role.ButtonText: look.text,
        role.BrightText: look.bad,
        role.ToolTipBase: look.surface,
        role.ToolTipText: look.text,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.Accent: look.accent,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.Light: look.surface,
        role.Midlight: look.hairline,
        role.Mid: look.border,
        role.Dark: look.border,
        role.Shadow: look.sunken,
    }
    for one, colour in colours.items():
        palette.setColor(one, QColor(colour))
    faint = QColor(look.muted)
    faint.setAlpha(130)
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(look.border))
    return palette


def _stylesheet(look: Tokens) -> str:
    """What a palette can't say: hairlines, round corners, quiet tables and lists."""
    down = resource("icons/chevron.svg").as_posix()
    up = resource("icons/chevron-up.svg").as_posix()
    check = resource("icons/check.svg").as_posix()
    return f"""
QToolTip {{ color: {look.text}; background: {look.surface};
  border: 1px solid {look.border}; padding: {look.space_xs}px {look.space_s}px; }}
QPushButton, QComboBox, QLineEdit, QAbstractSpinBox {{ color: {look.text};
  background: {look.surface}; border: 1px solid {look.border}; border-radius: {look.radius}px;
  padding: {look.space_xs}px 12px; min-height: 20px; }}
QLineEdit {{ padding: {look.space_xs}px {look.space_s}px;
  selection-background-color: {look.accent}; selection-color: {look.on_accent}; }}
QAbstractSpinBox {{ padding: {look.space_xs}px 22px {look.space_xs}px {look.space_s}px;
  selection-background-color: {look.accent}; selection-color: {look.on_accent}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border;
  width: 20px; border: none; background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 9px; height: 9px; }}
QAbstractSpinBox::down-arrow {{ image: url("{down}"); width: 9px; height: 9px; }}
QDateEdit {{ padding: {look.space_xs}px 0 {look.space_xs}px {look.space_s}px; }}
QDateEdit::drop-down {{ subcontrol-origin: border; border: none; width: 22px; }}
QDateEdit::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
QPushButton:hover, QComboBox:hover {{ border-color: {look.muted}; }}
QPushButton:pressed {{ background: {look.sunken}; }}
QPushButton:focus, QComboBox:focus, QLineEdit:focus,
QAbstractSpinBox:focus {{ border-color: {look.accent}; }}
QPushButton:checked {{ color: {look.accent}; background: {look.accent_soft};
  border-color: {look.accent}; }}
QPushButton:default {{ color: {look.on_accent}; background: {look.accent};
  border-color: {look.accent}; }}
QPushButton:disabled, QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled {{
  color: {look.border}; background: {look.background}; border-color: {look.hairline}; }}
QPushButton:flat {{ border-color: transparent; background: transparent; }}
QPushButton:flat:focus {{ border-color: {look.accent}; }}
QPushButton:flat:hover {{ background: {look.sunken}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBoxPrivateContainer {{ border: none; background: {look.surface}; }}
QComboBox QAbstractItemView, QListView#suggestions {{ border: 1px solid {look.border};
  background: {look.surface}; outline: none; selection-background-color: {look.accent_soft};
  selection-color: {look.text}; }}
QComboBox QAbstractItemView::item, QListView#suggestions::item {{ border: none; }}
QToolButton {{ color: {look.text}; background: transparent; border: 1px solid transparent;
  border-radius: {look.radius}px; padding: {look.space_xs}px {look.space_s}px; }}
QToolButton:hover {{ background: {look.sunken}; }}
QToolButton:checked {{ color: {look.accent}; background: {look.accent_soft}; }}
QToolButton:focus {{ border-color: {look.accent}; }}
QToolButton:disabled {{ color: {look.border}; }}
QTableView, QTreeView, QListView {{ background: {look.surface}; border: none; outline: none;
  gridline-color: {look.hairline}; selection-background-color: {look.accent_soft};
  selection-color: {look.text}; }}
QTableView::item, QTreeView::item, QListView::item {{ border: none;
  border-bottom: 1px solid {look.hairline}; padding: 6px {look.space_s}px; }}
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {{
  background: {look.accent_soft}; color: {look.text}; }}
QCalendarWidget QAbstractItemView::item {{ border: none; padding: 0; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {look.surface}; }}
QCalendarWidget QToolButton {{ color: {look.text}; padding: 2px {look.space_s}px; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QHeaderView {{ background: {look.surface}; border: none; }}
QHeaderView::section {{ color: {look.muted}; background: {look.surface}; border: none;
  border-bottom: 1px solid {look.border}; padding: 6px {look.space_s}px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px;
  border: 1px solid {look.muted}; border-radius: 3px; background: {look.surface}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
  background: #3d6bd6; border-color: #3d6bd6; image: url("{check}"); }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ subcontrol-origin: margin;
  subcontrol-position: top center; width: 9px; height: 9px; }}
QHeaderView::up-arrow {{ image: url("{up}"); }}
QHeaderView::down-arrow {{ image: url("{down}"); }}
QTableCornerButton::section {{ background: {look.surface}; border: none; }}
QScrollArea, QStackedWidget {{ border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {look.border}; border-radius: 3px; margin: 2px;
  min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {look.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {look.hairline}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QStatusBar {{ color: {look.muted}; background: {look.background};
  border-top: 1px solid {look.hairline}; }}
QStatusBar::item {{ border: none; }}
QMenu {{ background: {look.surface}; border: 1px solid {look.border};
  padding: {look.space_xs}px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: {look.space_xs}px; }}
QMenu::item:selected {{ background: {look.accent_soft}; color: {look.text}; }}
QMenu::item:disabled {{ color: {look.muted}; }}
QMenu::separator {{ height: 1px; background: {look.hairline}; margin: {look.space_xs}px; }}
QMenuBar {{ background: {look.background}; }}
QMenuBar::item:selected {{ background: {look.sunken}; }}
QProgressBar {{ background: {look.sunken}; border: none; border-radius: 3px;
  max-height: 6px; min-height: 6px; text-align: center; color: transparent; }}
QProgressBar::chunk {{ background: {look.accent}; border-radius: 3px; }}
"""
