"""A day to choose: any, or among those that have a poll; by calendar, by arrows or by typing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton, QWidget

_EPOCH = QDate(1970, 1, 1)


class DateField(QDateEdit):
    """A date as 2026-03-31, with a quiet calendar."""

    def __init__(self, name: str, date: QDate, parent: QWidget | None = None) -> None:
        super().__init__(date, parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0000-00-00") + 48)
        _quieten(self.calendarWidget())


class DayEdit(DateField):
    """A UTC day (days since 1970). A day without a poll leads on to the next one that has one."""

    day_chosen = Signal(int)
    """Only when the user chose; ``choose`` is silent."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, _EPOCH, parent)
        self._days: tuple[int, ...] = ()
        self._day = 0
        self.setKeyboardTracking(False)
        self.dateChanged.connect(self._on_date_changed)

    @property
    def day(self) -> int:
        """The chosen day."""
        return self._day

    def set_days(self, days: Sequence[int]) -> None:
        """The days that have a poll, rising; the calendar shows them bold."""
        if tuple(days) == self._days:
            return
        self._days = tuple(days)
        calendar = self.calendarWidget()
        calendar.setDateTextFormat(QDate(), QTextCharFormat())
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        for day in self._days:
            calendar.setDateTextFormat(_EPOCH.addDays(day), bold)

    def choose(self, day: int) -> None:
        """Show a day without telling."""
        self._day = day
        self.blockSignals(True)
        self.setDate(_EPOCH.addDays(day))
        self.blockSignals(False)

    def _on_date_changed(self, date: QDate) -> None:
        before, wanted = self._day, _EPOCH.daysTo(date)
        self.choose(self._with_poll(wanted))
        if self._day != before:
            self.day_chosen.emit(self._day)

    def _with_poll(self, wanted: int) -> int:
        """The wanted day, or the nearest with a poll in the direction that one moves in."""
        days = self._days
        if not days or wanted in days:
            return wanted
        at = bisect_left(days, wanted)
        if wanted < self._day:
            at -= 1
        return days[min(len(days) - 1, max(0, at))]


def _quieten(calendar: QCalendarWidget) -> None:
    """No week numbers, no red Sundays, and arrows that are seen on any ground."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for day in Qt.DayOfWeek:
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
    for name, text in (("qt_calendar_prevmonth", "‹"), ("qt_calendar_nextmonth", "›")):
        button = calendar.findChild(QToolButton, name)
        if isinstance(button, QToolButton):
            button.setIcon(QIcon())
            button.setText(text)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
