"""Perplexity of texts and answers: as torch has it, compared over draws, and refusals."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import compare
from cmining_distilabel.evaluation.downstream.paired import difference_over_draws
from cmining_distilabel.evaluation.downstream.perplexity import read_texts, score_rows
from cmining_distilabel.evaluation.downstream.run import Run, load_run, write_run
from cmining_distilabel.evaluation.downstream.score import PERPLEXITY, Reading
from tests.evaluation.downstream.made import write_jsonl
from tests.forked import cmining
from tests.tiny_llama import write_tiny_llama

TEXTS = [f"Rice is eaten with {'many ' * (number % 5)}{number} guests." for number in range(12)]


def _run(folder: Path, nats: list[float], tokens: int = 10) -> Path:
    """A run whose texts were foretold so well."""
    readings = tuple(Reading("seeds", str(place), tokens, each * tokens) for place, each in enumerate(nats))
    run = Run(PERPLEXITY, folder.name, "asked", readings, (), (), {}, ())
    folder.mkdir(parents=True)
    write_run(folder, run, score_rows(run), len(readings), None)
    return folder


def test_one_draw_is_a_paired_t_test() -> None:
    changes = np.random.default_rng(0).normal(0.1, 0.3, 40)
    found, p = difference_over_draws(changes[None])
    expected = ttest_1samp(changes, 0.0)
    assert p == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval()))


def test_perplexity_falls_by_what_texts_gain_and_draws_must_agree(tmp_path: Path) -> None:
    before = [3.0 + 0.1 * (place % 7) for place in range(40)]
    base = _run(tmp_path / "base", before)
    assert score_rows(load_run(base))[0]["perplexity"] == pytest.approx(math.exp(sum(before) / 40))
    for name, gains in (("agree", (0.1, 0.11, 0.09)), ("disagree", (0.3, -0.3, 0.1))):
        for draw, gain in enumerate(gains):
            own = [each - gain + 0.01 * (place % 3) for place, each in enumerate(before)]
            _run(tmp_path / name / f"draw-{draw + 1}", own)
    (row,) = compare(base, tmp_path / "agree").rows
    assert row.verdict == "B better"
    assert row.difference.value == pytest.approx(math.expm1(-0.1 + 0.00975), abs=1e-3)
    assert row.difference.low is not None
    assert row.difference.high is not None
    assert row.difference.low < row.difference.value < row.difference.high < 0
    assert (row.won, row.lost, len(row.draws)) == (120, 0, 3)
    (row,) = compare(base, tmp_path / "disagree").rows
    assert row.verdict == "no difference shown"
    done = cmining("compare", base, tmp_path / "agree", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "seeds: B better: -8.6 (" in done.stdout
    assert "% of perplexity" in " ".join(done.stdout.split())
    with pytest.raises(UserError, match="other tokenizers"):
        compare(base, _run(tmp_path / "other", before, tokens=11))


def test_texts_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    good = write_jsonl(tmp_path / "seeds.jsonl", [{"id": "a", "text": TEXTS[0]}])
    (item,) = read_texts([f"held={good}"])
    assert (item.part, item.prompt, item.gold) == ("held", "", (TEXTS[0],))
    with pytest.raises(UserError, match="two parts are called 'seeds'; name them: NAME="):
        read_texts([str(good), str(good)])
    for row, why in (
        ({"title": "x"}, "line 1 has neither messages nor a text; its columns are: title"),
        ({"text": " "}, "line 1: there is no text"),
        ({"messages": [{"role": "user", "content": "a"}] * 3}, "line 1: more than a request and an answer"),
    ):
        bad = write_jsonl(tmp_path / "bad.jsonl", [row])
        with pytest.raises(UserError, match=why):
            read_texts([str(bad)])


@pytest.mark.full
def test_a_models_perplexity_is_what_torch_has(tmp_path: Path) -> None:
    pytest.importorskip("lm_eval")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = write_tiny_llama(tmp_path / "model")
    texts = write_jsonl(tmp_path / "texts.jsonl", [{"text": text} for text in TEXTS])
    turns = [[{"role": "user", "content": "What?"}, {"role": "assistant", "content": text}] for text in TEXTS]
    answers = write_jsonl(tmp_path / "answers.jsonl", [{"messages": one} for one in turns])
    ask = ["evaluate", "perplexity", "--model", folder, "--data", texts, "--data", f"said={answers}"]
    done = cmining(*ask, "--out", tmp_path / "run", "--device", "cpu", "--batch-size", "3")
    assert done.returncode == 0, done.stderr
    assert "24 texts read" in done.stdout
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    expected = []
    for before in (tokenizer.bos_token, "user: What?</s>assistant: "):
        for text in TEXTS:
            ids, own = tokenizer(before + text)["input_ids"], len(tokenizer(text)["input_ids"])
            with torch.no_grad():
                likely = model(torch.tensor([ids])).logits[0].log_softmax(-1)
            places = range(len(ids) - own - (before[-1] == " "), len(ids))
            expected.append(-sum(float(likely[place - 1, ids[place]]) for place in places))
    run = load_run(tmp_path / "run")
    assert [text.nats for text in run.questions if isinstance(text, Reading)] == pytest.approx(expected, rel=1e-4)
    cost = json.loads((tmp_path / "run" / "cost.json").read_text())["evaluate"]["total"]
    assert cost["input_tokens"] == 2 * sum(len(text) for text in TEXTS)
    done = cmining(*ask, "--base-url", "http://127.0.0.1:9/v1", "--out", tmp_path / "no")
    assert done.returncode == 2
