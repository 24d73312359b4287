"""The claims page: verdicts told apart, arithmetic shown, every definition, one's own claims."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from sharewatch.core.answers import ClaimLine, ClaimsAnswer, JudgedLine, NoAnswer
from sharewatch.core.claims import (
    Definition,
    Verdict,
    definitions_for,
    judge,
    judge_published,
    undecided,
)
from sharewatch.core.claims_text import parse_claims
from sharewatch.core.flows import Flow, period_of
from sharewatch.core.questions import Basis, ClaimsOf, MilestoneOf, ProvenanceOf
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.sides import ENDLESS, Developers, Everything, Figures, Next, Number, Origin
from sharewatch.files import resource
from sharewatch.ui.pages.claims.claim_list import LINE
from sharewatch.ui.pages.claims.editor import ClaimEditor
from sharewatch.ui.pages.claims.form import id_of
from sharewatch.ui.pages.claims.page import ClaimsPage
from sharewatch.ui.pages.claims.verdicts import verdict_text

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
MONTH = Definition(measure="month", period="2026-02")
D30 = Definition()
ALL_TIME = Definition(measure="all-time", period="2026-03")
RIVALS = ("Llama", "DeepSeek", "gpt-oss", "Mistral", "Nemotron", "GLM", "Kimi", "MiniMax")


def sums(qwen, rival, bounded=()):
    rivals = [
        FamilySum(name, None, 3, 1, rival, 2 * rival)
        if name in bounded
        else FamilySum(name, rival, 3)
        for name in RIVALS
    ]
    return (FamilySum("Qwen", qwen, 9), *rivals)


FIGURES = {
    MONTH: sums(153_600_000, 8_900_000),
    D30: sums(100_000_000, 8_000_000),
    ALL_TIME: sums(942_100_000, 50_000_000, bounded=("Llama", "Kimi", "Mistral")),
}


def basis(definition):
    flow = definition.measure == "month"
    return Basis(
        definition.scope,
        definition.attribution,
        Flow.MONTH if flow else Measure(definition.measure),
        AS_OF,
        629,
        complete=True,
        catalog="catalog 2026.05",
        poll=7,
        period=period_of(Flow.MONTH, AS_OF - 90 * 86_400) if flow else None,
        estimated=flow,
    )


def judged(claim, facts, **changes):
    lines = [
        JudgedLine(judge(claim, Figures(AS_OF, FIGURES[one], facts), one), basis(one))
        if one in FIGURES
        else JudgedLine(undecided(claim, one, "no poll reaches back to then"), None)
        for one in definitions_for(claim, FIGURES)
    ]
    return ClaimLine(claim, tuple(lines), judge_published(claim), **changes)


@pytest.fixture
def claims():
    return {one.id: one for one in parse_claims(resource("claims.toml").read_text("utf-8"))}


@pytest.fixture
def lines(claims, board):
    facts = board.families
    double = claims["qwen-double-the-next-eight"]
    own = replace(double, id="mine", sentence="Mine.", definition=D30, source="own claim", note="")
    return {
        **{key: judged(one, facts) for key, one in claims.items()},
        "mine": judged(replace(own, claimed_left=None), facts, own=True, watched=4),
    }


@pytest.fixture
def page(qtbot, board, lines):
    made = ClaimsPage()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.show_board(board)
    made.show_answer(ClaimsAnswer(ClaimsOf(), tuple(lines.values())))
    return made


@pytest.fixture
def editor(page, claims):
    return open_editor(page, "qwen-double-the-next-eight")


def open_editor(page, key):
    page.list.choose(key)
    page.edit.click()
    return next(one for one in page.findChildren(ClaimEditor) if one.isVisible())


def shown(page):
    return page.detail.mark.verdict, page.detail.arithmetic.text()


def test_it_asks_for_all_claims_once_it_is_seen(qtbot, board):
    made = ClaimsPage()
    qtbot.addWidget(made)
    asked = []
    made.asked.connect(asked.append)
    made.show_board(board)
    assert asked == []
    made.show()
    assert asked == [ClaimsOf()]


def test_before_there_are_numbers_it_says_why(page):
    page.show_answer(NoAnswer(ClaimsOf(), "There is no complete poll yet."))
    assert page.empty.isVisible()
    assert page.empty.text.text() == "There is no complete poll yet."


def test_without_any_claim_it_says_so(page):
    page.show_answer(ClaimsAnswer(ClaimsOf(), ()))
    assert page.empty.isVisible()


def test_each_claim_stands_in_the_list_with_its_own_definitions_verdict(page):
    said = [
        page.list.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(page.list.model().rowCount())
    ]
    assert said[1].endswith("rivals together. – holds")
    assert said[3] == "Qwen has 100,000 derivatives. – unknown"
    assert said[-1] == "Mine. – doesn't hold, watched"
    assert page.summary.text().endswith("each as its own definition counts")


def test_verdicts_differ_by_sign_and_word_not_by_colour_alone():
    assert {verdict_text(one) for one in Verdict} == {"✓ holds", "✗ doesn't hold", "? unknown"}


def test_the_list_grows_with_the_lines_that_a_narrow_column_needs(page):
    index = page.list.model().index(1, 0)
    page.list.resize(400, 400)
    wide = page.list.visualRect(index).height()
    page.list.resize(160, 400)
    page.list.doItemsLayout()
    assert page.list.visualRect(index).height() > wide


def test_a_chosen_claim_shows_its_arithmetic_its_ratio_and_its_ground(page):
    page.list.choose("qwen-double-the-next-eight")
    assert shown(page) == (Verdict.HOLDS, "153.6M >? 2 × 71.2M = 142.4M")
    assert page.detail.ratio.text() == "left ÷ right = 2.157"
    assert page.detail.bars.accessibleName() == (
        "Qwen 153.6M; 2 × Llama, DeepSeek, gpt-oss and 5 more 142.4M"
    )
    assert page.detail.bars.accessibleDescription() == ", ".join(RIVALS)
    assert page.detail.ground.text() == (
        "tracked, 629 models · downloads of a month · February 2026 · "
        "as of 2026-05-09 12:00 UTC · complete, in part estimated"
    )


def test_the_longer_bar_is_that_of_the_larger_side(page, qtbot):
    page.list.choose("qwen-double-the-next-eight")
    bars = page.detail.bars
    picture = bars.grab().toImage()
    ratio = picture.devicePixelRatio()
    line = bars.fontMetrics().height()
    heights = [line + 3 + 7, 2 * (line + 3) + 14 + 10 + 7]
    ends = [QPoint(round((bars.width() - 6) * ratio), round(at * ratio)) for at in heights]
    starts = [QPoint(round(6 * ratio), one.y()) for one in ends]
    assert picture.pixelColor(ends[0]) == picture.pixelColor(starts[0])
    assert picture.pixelColor(ends[1]) != picture.pixelColor(starts[1])


def test_another_definition_is_looked_at_by_choosing_its_row(page):
    page.list.choose("qwen-double-the-next-eight")
    page.detail.table.choose(D30)
    assert shown(page) == (Verdict.FAILS, "100.0M >? 2 × 64.0M = 128.0M")
    assert page.detail.definition.text() == "30 days, latest · tracked · official models"
    page.detail.table.choose(ALL_TIME)
    assert page.detail.bars.accessibleName().endswith("800.0M to 1.10B")
    assert shown(page)[0] is Verdict.UNKNOWN
    assert "models were not seen" in page.detail.reason.text()


def test_the_chosen_definition_stays_with_a_new_answer_and_goes_with_another_claim(page, lines):
    page.list.choose("qwen-double-the-next-eight")
    page.detail.table.choose(D30)
    page.show_answer(ClaimsAnswer(ClaimsOf(), tuple(lines.values())))
    assert shown(page)[0] is Verdict.FAILS
    page.list.choose("qwen-half-of-all")
    page.list.choose("qwen-double-the-next-eight")
    assert shown(page)[0] is Verdict.HOLDS


def test_every_definition_has_a_line_with_its_own_first(page):
    page.list.choose("qwen-double-the-next-eight")
    model = page.detail.table.model()
    rows = [
        [model.index(row, at).data() for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert rows[0] == [
        "tracked · official · 2026-02",
        "✓ holds",
        "2026-05-09",
        "153.6M",
        "71.2M",
        "2.157",
        "complete, in part estimated",
        "",
    ]
    assert rows[2][4] == "400.0M to 550.0M"
    assert rows[2][7] == "models were not seen, and it turns on them"


def test_lines_of_the_claims_own_period_come_before_others(page, lines, board):
    line = lines["qwen-double-the-next-eight"]
    period = line.claim.definition.period
    late = next(one for one in line.lines if one.judged.definition.period == period)
    others = tuple(one for one in line.lines if one.judged.definition.period != period)
    again = replace(late, judged=replace(late.judged, definition=replace(MONTH, scope="hub")))
    page.detail.show_claim(replace(line, lines=(late, *others, again)), board)
    model = page.detail.table.model()
    named = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert named[:2] == ["tracked · official · 2026-02", "hub · official · 2026-02"]
    assert len(named) == len(others) + 2


def test_without_numbers_it_is_unknown_and_says_why(page):
    page.list.choose("qwen-100000-derivatives")
    assert page.detail.mark.verdict is Verdict.UNKNOWN
    assert page.detail.reason.text() == "Unknown: no poll reaches back to then"
    assert page.detail.ground.text() == "No numbers are stored under this definition"
    assert not page.detail.arithmetic.isVisibleTo(page)
    assert not page.detail.bars.isVisibleTo(page)


def test_what_is_known_as_a_least_number_is_said_and_drawn_with_an_open_end(page, claims):
    claim = claims["qwen-100000-derivatives"]
    seen = (FamilySum("Qwen", None, low=40_000, high=ENDLESS),)
    open_end = judge(claim, Figures(AS_OF, seen))
    line = ClaimLine(claim, (JudgedLine(open_end, None),), judge_published(claim))
    page.show_answer(ClaimsAnswer(ClaimsOf(), (line,)))
    assert shown(page) == (Verdict.UNKNOWN, "40.0K or more ≥? 100.0K")
    assert page.detail.bars.accessibleName() == "Qwen 40.0K or more; 100,000 100.0K"
    assert page.detail.table.model().index(0, 3).data() == "40.0K or more"
    assert page.detail.ground.text().startswith("Counted in the lineage")
    picture = page.detail.bars.grab().toImage()
    row = page.detail.bars.fontMetrics().height() + 3
    wide = picture.width()

    def colours(y):
        return {picture.pixelColor(x, y).name() for x in range(wide * 9 // 10, wide - 8)}

    assert len(colours(row + 7)) > 1, "hatched to the edge"
    assert len(colours(2 * row + 24 + 7)) == 1, "beyond the number there is nothing"


def test_the_sources_own_numbers_stand_apart_and_its_address_can_be_copied(page, claims):
    page.list.choose("qwen-half-of-all")
    assert page.detail.published.text() == (
        "By the source's own numbers: 942.1M >? 0.5 × 2.04B = 1.02B – doesn't hold "
        "(left ÷ right = 0.463)"
    )
    page.detail.copy.click()
    assert QGuiApplication.clipboard().text() == claims["qwen-half-of-all"].source
    assert page.detail.note.text() == claims["qwen-half-of-all"].note


def test_what_its_source_leaves_open_is_said(page):
    page.list.choose("qwen-a-billion")
    assert page.detail.published.text().endswith("; not yet, and open until 2026-04-30")


def test_a_claim_of_ones_own_has_no_published_numbers(page):
    page.list.choose("mine")
    assert not page.detail.about.isVisibleTo(page)


def test_watching_begins_and_ends_with_the_same_button(page, qtbot, claims):
    page.list.choose("qwen-double-the-next-eight")
    assert not page.detail.watch.isEnabled()
    assert "Not known at each poll" in page.detail.watch.accessibleDescription()
    page.list.choose("qwen-half-of-all")
    assert page.detail.watch.text() == "Watch this claim"
    assert page.detail.watch.accessibleDescription().endswith("whatever held in 2026-03")
    with qtbot.waitSignal(page.claim_watched) as told:
        page.detail.watch.click()
    assert told.args == [claims["qwen-half-of-all"]]
    page.list.choose("mine")
    assert page.detail.watch.text() == "Stop watching"
    with qtbot.waitSignal(page.claim_unwatched) as told:
        page.detail.watch.click()
    assert told.args == [4]


def test_the_numbers_lead_to_where_they_come_from(page, qtbot):
    page.list.choose("qwen-double-the-next-eight")
    [trace] = page.detail.table.actions()
    page.detail.table.choose(MONTH)
    with qtbot.waitSignal(page.followed) as told:
        trace.trigger()
    [question] = told.args
    assert isinstance(question, ProvenanceOf)
    assert (question.family, question.view.measure) == ("Qwen", Flow.MONTH)
    assert question.view.day == (period_of(Flow.MONTH, AS_OF - 90 * 86_400).end - 1) // 86_400


def test_only_ones_own_claims_can_be_removed_and_only_after_a_question(page, qtbot):
    page.list.choose("qwen-half-of-all")
    assert not page.remove.isEnabled()
    page.list.choose("mine")
    page.remove.click()
    box = page.findChild(QMessageBox)
    assert box.informativeText() == "Mine."
    told = []
    page.claim_removed.connect(told.append)
    page.asked.connect(told.append)
    next(one for one in box.buttons() if one.text() == "Remove").click()
    assert told == ["mine", ClaimsOf()]


def test_a_copy_begins_as_the_claim_and_gets_an_id_of_its_own(page, editor, qtbot, claims):
    double = claims["qwen-double-the-next-eight"]
    assert editor.form.wrong_text("right") == "not in this catalog: Nemotron, Kimi, MiniMax"
    editor.form.right.show_group(Next(3))
    editor.form.sentence.setText("Qwen leads  by far!")
    assert editor.preview.text() == "Qwen > 2 × the next 3"
    assert editor.note.text() == "Month, 2026-02 · tracked · official models"
    with qtbot.waitSignal(page.claim_saved) as told:
        editor.save.click()
    [saved] = told.args
    assert (saved.id, saved.sentence) == ("qwen-leads-by-far", "Qwen leads by far!")
    assert (saved.left, saved.right, saved.factor) == (double.left, Next(3), Fraction(2))
    assert saved.claimed_left is None


def test_a_saved_claim_is_the_chosen_one_once_it_is_judged(page, editor, lines, board):
    editor.form.right.show_group(Next(3))
    editor.form.sentence.setText("Qwen leads")
    saved = editor.form.claim()
    editor.save.click()
    new = judged(saved, board.families, own=True)
    page.show_answer(ClaimsAnswer(ClaimsOf(), (*lines.values(), new)))
    assert page.list.currentIndex().data(LINE).claim == saved
    assert page.detail.sentence.text() == "Qwen leads"


@pytest.mark.parametrize(
    ("field", "typed", "key", "reason"),
    [
        ("sentence", " ", "sentence", "takes a sentence"),
        ("factor", "0", "factor", "takes a number above 0"),
        ("factor", "1/0", "factor", "takes a number such as 2"),
        ("period", "2026-13", "period", "'2026-13' is no period"),
        ("by", "soon", "by", "'soon' is no period"),
    ],
)
def test_what_no_numbers_could_decide_is_said_at_its_field(editor, field, typed, key, reason):
    editor.form.right.show_group(Everything())
    assert editor.save.isEnabled()
    getattr(editor.form, field).setText(typed)
    assert editor.form.wrong_text(key).startswith(reason)
    assert not editor.save.isEnabled()


@pytest.mark.parametrize(
    ("group", "typed", "reason"),
    [
        (Developers(("Meta",)), "Meta, Nobody", "not in this catalog: Nobody"),
        (Developers(("Meta",)), " , ", "takes names, apart by commas"),
        (Next(3), "some", "takes a whole number from 1 on"),
        (Number(5), "0", "takes a whole number from 1 on"),
        (Origin("US"), "USA", "takes a country's two letters, such as US"),
    ],
)
def test_a_side_that_is_no_group_is_said_beside_it(editor, group, typed, reason):
    editor.form.right.show_group(group)
    assert editor.form.claim().right == group
    editor.form.right.text.setText(typed)
    assert editor.form.wrong_text("right") == reason


def test_names_are_taken_in_any_case_and_kept_as_the_catalog_spells_them(editor):
    editor.form.right.show_group(Developers(("Meta",)))
    editor.form.right.text.setText("meta, GOOGLE, Meta")
    assert editor.form.claim().right == Developers(("Meta", "Google"))


def test_a_number_can_only_stand_on_the_right(editor):
    kinds = [editor.form.left.kind.itemData(at) for at in range(editor.form.left.kind.count())]
    assert "number" not in kinds
    editor.form.right.show_group(Number(10**9))
    editor.form.right.text.setText("1.5B")
    assert editor.form.claim().right == Number(1_500_000_000)


def test_an_id_is_made_of_the_sentence_and_never_anothers():
    assert id_of("Qwen's share: over 50 %!", ()) == "qwen-s-share-over-50"
    assert id_of("Qwen leads", {"qwen-leads", "qwen-leads-2"}) == "qwen-leads-3"
    assert id_of("千问", ()) == "claim"
    assert id_of("word " * 20, ()) == "-".join(["word"] * 9)
    assert len(id_of("x" * 200, ())) == 48


def test_it_takes_questions_of_claims_alone(page):
    assert page.take(ClaimsOf())
    assert not page.take(MilestoneOf("Qwen", 10**9))
