import csv
import importlib.util
import io
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation import Estimate, Labels, MiningEvaluation, evaluate_mining
from cmining_distilabel.evaluation.output import as_dict, save_evaluation
from cmining_distilabel.evaluation.statistics import Resampling
from cmining_distilabel.evaluation.tables import print_evaluation, shown
from tests.evaluation.made import LABELS, SIDES, TEN, ten_documents


@pytest.fixture(scope="module")
def found() -> MiningEvaluation:
    return evaluate_mining(ten_documents(), LABELS, **SIDES)


def test_precision_recall_and_rates_against_each_class_and_all(found: MiningEvaluation) -> None:
    whole = found.whole
    assert (whole.positives, whole.selected, whole.recall.value) == (4, 2, 0.5)
    figures = [
        (pair.negative, pair.documents, pair.selected, pair.false_positive_rate.value, pair.precision.value)
        for pair in whole.against
    ]
    assert figures == [
        ("neut:*", 4, 1, 1 / 4, 2 / 3),
        ("person", 1, 1, 1.0, 2 / 3),
        ("all negatives", 5, 2, 2 / 5, 2 / 4),
    ]


def test_groups_and_labels_stand_alone_and_a_label_of_no_side_counts_in_no_precision(found: MiningEvaluation) -> None:
    english, japanese = found.groups
    assert (english.group, english.recall.value, english.against[-1].precision.value) == ("en", 1.0, 2 / 3)
    assert (japanese.recall.value, japanese.against[-1].precision.value) == (0.0, 0.0)
    assert japanese.against[0].precision == Estimate(None)  # nothing of either side was selected
    assert [(row.side, row.label, row.selected, row.documents) for row in found.labels] == [
        ("cult:*", "cult:food", 1, 3),
        ("cult:*", "cult:myth", 1, 1),
        ("neut:*", "neut:chem", 0, 2),
        ("neut:*", "neut:place", 1, 2),
        ("other", "event", 1, 1),
        ("person", "person", 1, 1),
    ]


def test_ranking_leaves_out_what_has_no_score_and_says_so(found: MiningEvaluation) -> None:
    parts = {part.part: part for part in found.parts}
    assert [estimate.value for estimate in parts["score"].auc] == [7 / 9, 1.5 / 3, 8.5 / 12]
    assert parts["score"].missing == 2
    assert parts["dispersion"].auc[0].value == 1.0  # the dense ones come first
    assert parts["isolation"].missing == 9
    assert parts["isolation"].auc == (Estimate(None),) * 3


def test_the_curve_falls_along_the_score_and_takes_ties_together(found: MiningEvaluation) -> None:
    curve = found.curve.to_pydict()
    assert curve["threshold"] == pytest.approx([0.9, 0.6, 0.5, 0.4, 0.3, 0.2])
    assert curve["selected"] == [1, 2, 4, 5, 6, 7]
    assert curve["recall"] == [0.25, 0.25, 0.5, 0.75, 0.75, 0.75]
    assert curve["precision vs all negatives"] == [1, 1 / 2, 2 / 4, 3 / 5, 3 / 6, 3 / 7]
    assert curve["precision vs person"][1] == 1.0


def test_unknown_ids_are_counted_and_the_first_are_named() -> None:
    labels = Labels({**LABELS.by_id, **{f"x{number:02d}": "person" for number in range(12)}}, unlabelled=3)
    found = evaluate_mining(ten_documents(), labels, **SIDES)
    assert (found.labelled, found.unknown, found.unlabelled) == (22, 12, 3)
    assert found.unknown_ids == tuple(f"x{number:02d}" for number in range(10))
    assert found.whole == evaluate_mining(ten_documents(), LABELS, **SIDES).whole


def test_a_later_row_with_the_same_id_is_not_the_labelled_document(found: MiningEvaluation) -> None:
    twice = [{"id": "c1", "group": "en", "language": "en", "stage": "read", "reason": "duplicate_id"}]
    assert evaluate_mining(ten_documents(twice), LABELS, **SIDES).whole == found.whole


def test_the_order_of_the_labels_changes_nothing(found: MiningEvaluation) -> None:
    for seed in range(5):
        items = list(LABELS.by_id.items())
        random.Random(seed).shuffle(items)
        other = evaluate_mining(ten_documents(), Labels(dict(items), 0), **SIDES)
        assert as_dict(other) == as_dict(found)
        assert other.curve.equals(found.curve)


def test_groups_may_be_the_languages() -> None:
    result = ten_documents()
    place = result.documents.column_names.index("group")
    result = replace(result, documents=result.documents.set_column(place, "group", [["GB"] * len(TEN)]))
    assert [figures.group for figures in evaluate_mining(result, LABELS, **SIDES).groups] == ["GB"]
    by_language = evaluate_mining(result, LABELS, by="language", **SIDES)
    assert [figures.group for figures in by_language.groups] == ["en", "ja"]


def test_labels_of_another_corpus_are_refused() -> None:
    with pytest.raises(UserError, match="none of the 2 labelled ids, such as 'a'"):
        evaluate_mining(ten_documents(), Labels({"a": "cultural", "b": "neutral"}, 0))
    only_cultural = Labels({"c1": "cultural", "elsewhere": "neutral"}, 0)
    with pytest.raises(UserError, match="no document with a negative label"):
        evaluate_mining(ten_documents(), only_cultural)


def test_files_hold_the_same_figures(found: MiningEvaluation, tmp_path: Path) -> None:
    folder = save_evaluation(found, tmp_path / "new" / "folder", plot=False)
    read = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    assert read["whole"]["recall"]["value"] == 0.5
    assert read["groups"][1]["against"][0]["precision"]["value"] is None
    assert read["parts"][0] == json.loads(json.dumps(as_dict(found)["parts"][0]))
    with (folder / "pr_curve.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["recall"]) for row in rows] == found.curve["recall"].to_pylist()
    assert not (folder / "pr_curve.png").exists()


def test_the_plot_is_drawn_with_its_extra(found: MiningEvaluation, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    folder = save_evaluation(found, tmp_path, plot=True)
    assert (folder / "pr_curve.png").read_bytes().startswith(b"\x89PNG")


def test_without_the_extra_there_is_no_plot_and_asking_for_it_names_the_extra(
    found: MiningEvaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    save_evaluation(found, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evaluation.json", "pr_curve.csv"]
    with pytest.raises(UserError, match=r"cmining-distilabel\[plot\]"):
        save_evaluation(found, tmp_path / "other", plot=True)
    assert not (tmp_path / "other").exists()


def test_the_printed_tables_take_labels_as_they_are() -> None:
    labels = Labels({key: label.replace("cult:", "[red]") for key, label in LABELS.by_id.items()}, 0)
    found = evaluate_mining(ten_documents(), labels, positive=["?red?*"], negative=["neut:*"])
    console = Console(record=True, width=200, file=io.StringIO())
    print_evaluation(found, console)
    text = console.export_text()
    assert "[red]food" in text
    assert "all negatives" not in text  # one class needs no sum
    assert shown(found.whole.recall) in text


def test_no_resamples_no_intervals() -> None:
    found = evaluate_mining(ten_documents(), LABELS, resampling=Resampling(resamples=0), **SIDES)
    assert found.whole.recall == Estimate(0.5)
    assert found.parts[0].auc[0] == Estimate(7 / 9)
