"""What the harness says of a task's questions, as graded items."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.score import Graded
from cmining_distilabel.evaluation.downstream.sources import countries_in, text_of
from cmining_distilabel.generation.reply import answer_in

_COUNTRY, _TOPIC = ("country", "countries"), ("subject", "topic", "category", "domain", "subject_category")
_METRICS = ("acc", "exact_match", "accuracy")
_CHOICE = "multiple_choice"

Sample = Mapping[str, Any]


def graded_samples(
    part: str, leaf: str, kind: str, samples: Sequence[Sample], reading: str | None, metric: str | None
) -> tuple[list[tuple[Graded, Sample]], list[str]]:
    """Questions of one task, each with its sample, and what must be known of how they were graded.

    Args:
        part: what the task is asked for as: its own name, or a group's.
        leaf: the task.
        kind: its output type.
        samples: of the harness.
        reading: the task's filter, or the first.
        metric: of the task, or the first that is 0 or 1.

    Raises:
        UserError: there is no such filter or metric, or none that says right and wrong.
    """
    own, notes = _by_filter(leaf, samples, reading)
    chosen = _metric(leaf, own, metric)
    notes.append(f"{leaf}: a question is right by the metric {chosen}")
    return [(_grade(part, leaf, kind, sample, chosen), sample) for sample in own], notes


def _by_filter(
    leaf: str, samples: Sequence[Mapping[str, Any]], wanted: str | None
) -> tuple[list[Mapping[str, Any]], list[str]]:
    names = list(dict.fromkeys(sample["filter"] for sample in samples))
    if wanted is not None and wanted not in names:
        raise unknown("filter", wanted, names, among=f"the task {leaf}")
    chosen = wanted or names[0]
    notes = [f"{leaf}: answers are read by the filter {chosen} of {', '.join(names)}"] if len(names) > 1 else []
    return [sample for sample in samples if sample["filter"] == chosen], notes


def _metric(leaf: str, samples: Sequence[Mapping[str, Any]], wanted: str | None) -> str:
    """The metric that says of each question whether it is right."""
    names = samples[0]["metrics"]
    if wanted is not None and wanted not in names:
        raise unknown("metric", wanted, names, among=f"the task {leaf}")
    for name in [wanted] if wanted else sorted(names, key=lambda name: name not in _METRICS):
        if all(_is_binary(sample[name]) for sample in samples):
            return str(name)
    raise UserError(f"the task {leaf} has no metric that is 0 or 1 a question; it has: {', '.join(names)}")


def _is_binary(value: Any) -> bool:
    try:
        return float(value) in (0.0, 1.0)
    except (TypeError, ValueError):
        return False


def _grade(part: str, leaf: str, kind: str, sample: Mapping[str, Any], metric: str) -> Graded:
    from cmining_distilabel.evaluation.downstream.kept import reply_of  # it imports the harness

    doc, target = sample["doc"], sample["target"]
    answer: str | None = str(sample["resps"][0][0])
    parsed, reason, gold, letters = answer, None, str(target), False
    if kind == "generate_until":
        reply = reply_of(sample["resps"][0][0])
        answer, parsed, reason = reply.text, str(sample["filtered_resps"][0]), answer_in(reply)[1]
    elif kind == _CHOICE:
        options = _options(sample)
        scores = [response[0][0] for response in sample["resps"]][: len(options)]
        answer = parsed = options[max(range(len(options)), key=scores.__getitem__)]
        gold = options[target] if isinstance(target, int) and target < len(options) else gold
        letters = all(len(option) == 1 for option in options)
    name = f"{leaf}/{sample['doc_id']}"
    asked = json.dumps(doc, ensure_ascii=False, sort_keys=True, default=str)
    topic = next((text for text in map(text_of, _values(doc, _TOPIC)) if text), None)
    item = Item(
        f"{part}/{name}",
        part,
        name,
        asked,
        "letter" if letters else "text",
        (gold,),
        countries=countries_of(doc),
        topic=topic or (leaf if leaf != part else None),
    )
    return Graded(item, answer, parsed if reason is None else None, bool(float(sample[metric])), reason)


def _options(sample: Mapping[str, Any]) -> list[str]:
    """What the options of a question are called: their texts, or their numbers where the texts are the same."""
    first = sample["arguments"][0][0]
    texts = [str(argument[1]).strip() for argument in sample["arguments"] if argument[0] == first]
    if len(set(texts)) < len(texts) or len(texts) == 1:
        return [str(place) for place in range(len(sample["arguments"]))]
    return texts


def countries_of(doc: Mapping[str, Any]) -> tuple[str, ...]:
    """Countries that a task's row names in a column of that name."""
    return tuple(dict.fromkeys(name for value in _values(doc, _COUNTRY) for name in countries_in(value)))


def _values(doc: Mapping[str, Any], columns: Sequence[str]) -> Iterator[Any]:
    """Cells of the columns of these names, whatever their case."""
    by_name = {str(name).casefold(): value for name, value in doc.items()}
    return (by_name[name] for name in columns if by_name.get(name) is not None)
