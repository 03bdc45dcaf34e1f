"""The export of questions as JSON-ready values, for other programs."""

from __future__ import annotations

from bot.chat.language import LANGUAGES
from bot.content.model import Bilingual, Question


def as_json(question: Question) -> dict[str, object]:
    """Return *question* with texts as `{"en", "pt-BR"}` and dates as ISO 8601; `domain` is that of its first exam.

    The key of an ordering or matching question is in its right order, for a matching one that of its `prompts`.
    """
    return {
        "id": question.id,
        "kind": question.kind.value,
        "stem": _texts(question.stem),
        "options": [
            {"id": option.id, "text": _texts(option.text), "why": _texts(option.why)}
            | ({"right_when": _texts(option.right_when)} if option.right_when else {})
            for option in question.options
        ],
        **({"prompts": [_texts(pair.prompt) for pair in question.pairs]} if question.pairs else {}),
        "key": list(question.key) if question.kind.is_arranged else sorted(question.key),
        "domain": question.exams[0].domain if question.exams else None,
        "exams": [{"exam": each.exam, "domain": each.domain, "objective": each.objective} for each in question.exams],
        "services": list(question.services),
        "level": question.level.value,
        "source": question.source,
        "checked_on": question.checked_on.isoformat(),
    }


def _texts(text: Bilingual) -> dict[str, str]:
    return {language: text.in_(language) for language in LANGUAGES}
