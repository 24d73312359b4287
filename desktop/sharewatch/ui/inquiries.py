"""The pages that answer questions: each is made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sharewatch.core import questions
from sharewatch.ui.pages.parts.page import Page

if TYPE_CHECKING:
    from sharewatch.ui.window import Window

translate = QCoreApplication.translate

PAGE_OF: dict[type, str] = {
    questions.MoversOf: "movers",
    questions.ClaimsOf: "claims",
    questions.MilestoneOf: "milestones",
    questions.CrossoversOf: "milestones",
    questions.BreakdownOf: "breakdown",
    questions.ConcentrationOf: "breakdown",
    questions.DerivativesOf: "derivatives",
    questions.AdoptionOf: "adoption",
    questions.SharesOf: "overview",
    questions.HistoryOf: "overview",
    questions.StoredOf: "data",
}
"""Which page answers which question."""


def add_inquiries(window: Window) -> None:
    """Add every such page to the window's sidebar."""
    pages: tuple[tuple[str, str, Callable[[Window], Page]], ...] = (
        ("movers", translate("Inquiries", "Why it moved"), _movers),
        ("claims", translate("Inquiries", "Claims"), _claims),
        ("milestones", translate("Inquiries", "Milestones"), _milestones),
        ("breakdown", translate("Inquiries", "Breakdown"), _breakdown),
        ("derivatives", translate("Inquiries", "Derivatives"), _derivatives),
        ("adoption", translate("Inquiries", "Adoption"), _adoption),
        ("data", translate("Inquiries", "Data"), _data),
    )
    for key, name, make in pages:
        window.add_late_page(key, name, key, partial(make, window))


def _movers(window: Window) -> Page:
    from sharewatch.ui.pages.movers.page import MoversPage  # noqa: PLC0415

    page = MoversPage()
    page.model_opened.connect(window.model_opened)
    page.family_opened.connect(window.open_family)
    page.said.connect(window.show_said)
    return page


def _claims(window: Window) -> Page:
    from sharewatch.ui.pages.claims.page import ClaimsPage  # noqa: PLC0415

    page = ClaimsPage()
    page.claim_watched.connect(window.claim_watched)
    page.claim_unwatched.connect(window.rule_removed)
    page.claim_saved.connect(window.claim_saved)
    page.claim_removed.connect(window.claim_removed)
    return page


def _milestones(_window: Window) -> Page:
    from sharewatch.ui.pages.milestones.page import MilestonesPage  # noqa: PLC0415

    return MilestonesPage()


def _breakdown(window: Window) -> Page:
    from sharewatch.ui.pages.breakdown.page import BreakdownPage  # noqa: PLC0415

    page = BreakdownPage()
    page.family_opened.connect(window.open_family)
    return page


def _derivatives(window: Window) -> Page:
    from sharewatch.ui.pages.derivatives.page import DerivativesPage  # noqa: PLC0415

    page = DerivativesPage()
    page.family_opened.connect(window.open_family)
    return page


def _adoption(_window: Window) -> Page:
    from sharewatch.ui.pages.adoption.page import AdoptionPage  # noqa: PLC0415

    return AdoptionPage()


def _data(window: Window) -> Page:
    from sharewatch.ui.pages.data.page import DataPage  # noqa: PLC0415

    page = DataPage()
    page.look_requested.connect(window.look_requested)
    page.import_requested.connect(window.import_requested)
    page.census_requested.connect(window.census_requested)
    page.list_removed.connect(window.list_removed)
    page.cancel_requested.connect(window.cancel_requested)
    return page
