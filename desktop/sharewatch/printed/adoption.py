"""One model against others of its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record, basis_record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import AdoptionAnswer


def record(answer: AdoptionAnswer) -> Record:
    """A model's score by days since release."""
    found = answer.adoption
    return {
        **basis_record(answer.basis),
        "model_id": found.model_id,
        "definition": found.definition.value,
        "size_class": found.size_class,
        "reference_models": list(found.reference_models),
        "days": [
            {
                "day": day,
                "downloads": number(found.downloads[at]),
                "reference": number(found.reference[at]),
                "score": number(found.scores[at]),
                "estimated": found.estimated[at],
            }
            for at, day in enumerate(found.days)
        ],
    }


def text(answer: AdoptionAnswer) -> str:
    """A model's score by days since release."""
    found = answer.adoption
    lines = [f"{found.model_id}, {found.size_class}: {found.definition.label}"]
    if not any(found.downloads):
        lines.append("  No all-time count of it is known around any of these days.")
        return "\n".join(lines)
    for at, day in enumerate(found.days):
        score, marks = found.scores[at], " estimated" if found.estimated[at] else ""
        said = "–" if score is None else f"{float(score):.2f}"
        counts = (found.downloads[at], found.reference[at])
        downloads, reference = (words.compact(float(c)) if c is not None else "–" for c in counts)
        lines.append(f"  day {day:>3}  {said:>8}  {downloads:>9} against {reference:>9}{marks}")
    return "\n".join(lines)
