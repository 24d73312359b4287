"""The published figures of spring 2026, brought in as a file, give the published arithmetic."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sharewatch.cli import parser as cli

M = 1_000_000
K = 1_000

MODELS = {
    "Qwen": "Qwen/Qwen3-8B",
    "DeepSeek": "deepseek-ai/DeepSeek-V3",
    "GLM": "zai-org/GLM-4.6",
    "Kimi": "moonshotai/Kimi-K2-Instruct",
    "MiniMax": "MiniMaxAI/MiniMax-M2",
    "Llama": "meta-llama/Llama-3.1-8B",
    "gpt-oss": "openai/gpt-oss-20b",
    "Nemotron": "nvidia/Nemotron-H-8B-Base-8K",
    "Gemma": "google/gemma-3-4b-it",
    "Phi": "microsoft/phi-4",
    "Mistral": "mistralai/Mistral-7B-v0.1",
}
# Of each family the sum is ours, of each country it is published.
BY_MARCH = {
    "Qwen": 942_100 * K,
    "DeepSeek": 110_900 * K,
    "GLM": 50 * M,
    "Kimi": 27 * M,
    "MiniMax": 20 * M,
    "Llama": 476 * M,
    "gpt-oss": 100 * M,
    "Nemotron": 47 * M,
    "Gemma": 70 * M,
    "Phi": 30 * M,
    "Mistral": 163 * M,
}
IN_FEBRUARY = {
    "Qwen": 153_600 * K,
    "DeepSeek": 20 * M,
    "GLM": 5 * M,
    "Kimi": 4_200 * K,
    "MiniMax": 3 * M,
    "Llama": 14 * M,
    "gpt-oss": 12 * M,
    "Nemotron": 5 * M,
    "Gemma": 20 * M,
    "Phi": 5 * M,
    "Mistral": 8 * M,
}
NOT_OF_THE_EIGHT = ("Gemma", "Phi")

Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Bring in the figures of all families but some, and ask: ``--json`` read again."""

    def published(*arguments: str, without: tuple[str, ...] = ()) -> Any:
        folder = tmp_path / "".join(["data", *without])
        if not folder.exists():
            path = folder.with_suffix(".csv")
            lines = ["date,model_id,downloads_30d,downloads_all_time,likes"]
            for family, model in MODELS.items():
                if family not in without:
                    count = BY_MARCH[family]
                    lines.append(f"2026-02-01,{model},,{count - IN_FEBRUARY[family]},")
                    lines.append(f"2026-03-01,{model},,{count},")
            path.write_text("\n".join(lines) + "\n")
            assert cli.main(["--data-dir", str(folder), "import", str(path)]) == 0
            capsys.readouterr()
        assert cli.main(["--data-dir", str(folder), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return published


def only(records: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (found,) = (one for one in records if wanted.items() <= one.items())
    return found


def test_the_figures_of_the_countries_add_up() -> None:
    china = sum(BY_MARCH[one] for one in ("Qwen", "DeepSeek", "GLM", "Kimi", "MiniMax"))
    states = sum(BY_MARCH[one] for one in ("Llama", "gpt-oss", "Nemotron", "Gemma", "Phi"))
    assert (china, states, BY_MARCH["Mistral"]) == (1150 * M, 723 * M, 163 * M)
    assert sum(n for one, n in IN_FEBRUARY.items() if one not in NOT_OF_THE_EIGHT) == (
        153_600 * K + 71_200 * K
    )


def test_qwen_has_46_3_percent_of_all_and_not_over_half(ask: Ask) -> None:
    qwen = only(ask("shares", "--measure", "all-time"), family="Qwen")
    assert qwen["share"] == pytest.approx(0.463, abs=0.0005)
    assert (qwen["value"], qwen["complete"]) == (942_100 * K, True)
    claim = only(ask("claims"), claim="qwen-half-of-all", own_definition=True)
    assert (claim["left"], claim["right"]) == (942_100 * K, 2036 * M)
    assert (claim["factor"], claim["verdict"]) == (0.5, "fails")
    assert (claim["scope"], claim["measure"], claim["period"]) == ("tracked", "all-time", "2026-03")


def test_origins_are_the_published_countries_sums(ask: Ask) -> None:
    groups = ask("origins", "--measure", "all-time")["groups"]
    assert [(one["origin"], one["value"]) for one in groups] == [
        ("china", 1150 * M),
        ("us", 723 * M),
        ("eu", 163 * M),
    ]
    assert groups[0]["share"] == pytest.approx(0.565, abs=0.0005)


def test_qwen_is_2_157_times_the_named_eight_in_february(ask: Ask) -> None:
    found = ask("claims")
    claim = only(found, claim="qwen-double-the-next-eight", own_definition=True)
    assert (claim["left"], claim["right"]) == (153_600 * K, 71_200 * K)
    assert claim["ratio"] == pytest.approx(2.157, abs=0.0005)
    assert (claim["factor"], claim["verdict"], claim["measure"]) == (2, "holds", "month")
    states = only(found, claim="qwen-over-us-origin", own_definition=True)
    assert (states["left"], states["right"]) == (153_600 * K, 56 * M)
    assert states["verdict"] == "holds"


def test_of_those_nine_qwen_has_68_3_percent(ask: Ask) -> None:
    month = ("--measure", "month", "--at", "2026-02-15")
    nine = ask("shares", *month, without=NOT_OF_THE_EIGHT)
    qwen = only(nine, family="Qwen")
    assert qwen["share"] == pytest.approx(0.683, abs=0.0005)
    assert (qwen["period"], qwen["value"]) == ("2026-02", 153_600 * K)
    lead = ask("concentration", *month, without=NOT_OF_THE_EIGHT)
    assert lead["ratio"] == pytest.approx(2.157, abs=0.0005)
    assert (lead["leader"], lead["next_sum"], len(lead["next"])) == ("Qwen", 71_200 * K, 8)


def test_with_gemma_and_phi_among_the_rivals_it_is_less_than_double(ask: Ask) -> None:
    lead = ask("concentration", "--measure", "month", "--at", "2026-02-15")
    assert {"Gemma", "Phi"} <= set(lead["next"])
    assert lead["ratio"] < 2


def test_a_billion_is_about_eleven_days_away(ask: Ask) -> None:
    found = ask("milestone", "--family", "Qwen", "--reach", "1B")
    assert (found["value"], found["reached"]) == (942_100 * K, False)
    assert found["flow_per_day"] == pytest.approx(153_600 * K / 28)
    assert found["expected"].startswith("2026-03-11T13:")  # 10.55 days after 1 March
    claim = only(ask("claims"), claim="qwen-a-billion", own_definition=True)
    assert claim["verdict"] == "unknown"
    assert "expected about 2026-03-11" in claim["reason"]
