"""How well a model foretells texts, and answers to requests: what moves in models too small for multiple choice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import Item, fingerprint
from cmining_distilabel.evaluation.downstream.model import ModelSpec, check_model, hushed, load_model
from cmining_distilabel.evaluation.downstream.paired import difference_over_draws
from cmining_distilabel.evaluation.downstream.run import Run, model_name, open_run, record_run, write_run
from cmining_distilabel.evaluation.downstream.score import PERPLEXITY, Reading
from cmining_distilabel.evaluation.statistics import Estimate
from cmining_distilabel.mining.read.inputs import read_table_rows
from cmining_distilabel.progress import bar

_AT_A_TIME = 8  # batches between two moves of the bar


def read_texts(sources: Sequence[str]) -> list[Item]:
    """Texts to foretell, a part a source.

    Args:
        sources: what `mine` reads, as `PART=SOURCE` or, where the file's name will do, `SOURCE`. Of rows with
            `messages` the answer is foretold after its request, else the column `text` by itself.

    Raises:
        UserError: a source cannot be read or has no such column, a row has no text, or two sources are one part.
    """
    items: list[Item] = []
    for source in sources:
        part, given, path = source.partition("=")
        part, path = (part, path) if given and not Path(source).exists() else (Path(source).stem, source)
        if any(item.part == part for item in items):
            raise UserError(f"two parts are called '{part}'; name them: NAME={path}")
        for place, (where, row, _) in enumerate(read_table_rows(path)):
            before, text = _turns(row, where)
            name = str(row.get("id") or place)
            items.append(Item(f"{part}/{place}/{name}", part, f"{place}/{name}", before, "text", (text,)))
    if not items:
        raise UserError("there is no text to read")
    return items


def _turns(row: dict[str, Any], where: str) -> tuple[str, str]:
    """What is said before, and the text that is foretold."""
    messages = row.get("messages")
    if messages is None and "text" not in row:
        raise UserError(f"{where} has neither messages nor a text; its columns are: {', '.join(row)}")
    turns = [str(message.get("content") or "") for message in messages] if messages else [str(row.get("text") or "")]
    if not turns[-1].strip() or len(turns) > 2:
        raise UserError(f"{where}: " + ("there is no text" if len(turns) < 3 else "more than a request and an answer"))
    return "".join(turns[:-1]), turns[-1]


def evaluate_perplexity(
    texts: Sequence[Item], out: str | Path, model: ModelSpec, *, overwrite: bool = False, quiet: bool = True
) -> Run:
    """Have a model foretell texts, and write a folder that `compare` takes.

    A part's perplexity is exp of the mean over its texts of the nats a token, so that each text counts the same,
    with a t interval over texts.

    Args:
        texts: as `read_texts` gives them.
        out, overwrite, quiet: as for `evaluate_model`.
        model: a local one; a chat server does not tell likelihoods.

    Raises:
        UserError: the model or the folder cannot be used, or an answer is longer than what the model reads.
    """
    check_model(model)
    if model.base_url is not None:
        raise UserError("a chat server does not tell likelihoods; perplexity needs a local model")
    folder, _ = open_run(out, overwrite=overwrite)
    meter = Meter()
    try:
        with meter("load"):
            loaded, chat = load_model(model, quiet=quiet)
        with meter("answer") as spent, bar("Reading", len(texts), quiet=quiet) as advance:
            readings = _read(texts, loaded, chat, model.batch_size, advance, quiet)
            spent.input_tokens = sum(reading.tokens for reading in readings)
        run = Run(PERPLEXITY, model_name(model), fingerprint(texts), tuple(readings), (), (), {}, ())
        write_run(folder, run, score_rows(run), len(texts), model)
    finally:
        record_run(folder, meter, model, resumed=False, items=len(texts))
    return run


def _read(
    texts: Sequence[Item], model: Any, chat: bool, batch_size: int, advance: Callable[[int], Any], quiet: bool
) -> list[Reading]:
    """Readings in the order of the texts; texts of like length are read together."""
    from lm_eval.api.instance import Instance

    tokens = [len(ids) for ids in model.tokenizer([text.gold[0] for text in texts], add_special_tokens=False).input_ids]
    contexts = [_context(text, model, chat) for text in texts]
    for text, context, count in zip(texts, contexts, tokens, strict=True):
        whole = count + len(model.tok_encode(context)) if context else 0
        if whole > model.max_length:
            raise UserError(f"{text.id} has {whole:,} tokens with its request; the model reads {model.max_length:,}")
    nats = np.zeros(len(texts))
    for alone in (True, False):
        order = sorted((place for place in range(len(texts)) if (not contexts[place]) == alone), key=tokens.__getitem__)
        for start in range(0, len(order), step := batch_size * _AT_A_TIME):
            places = order[start : start + step]
            own = [(texts[place].gold[0],) if alone else (contexts[place], texts[place].gold[0]) for place in places]
            kind = "loglikelihood_rolling" if alone else "loglikelihood"
            asked = [Instance(kind, {}, arguments, place) for arguments, place in zip(own, places, strict=True)]
            with hushed(quiet):
                said = getattr(model, kind)(asked, disable_tqdm=True)
            nats[places] = [-float(one if alone else one[0]) for one in said]
            advance(len(places))
    return [
        Reading(text.part, text.question, count, float(loss))
        for text, count, loss in zip(texts, tokens, nats, strict=True)
    ]


def _context(text: Item, model: Any, chat: bool) -> str:
    if not text.prompt or not chat:
        return text.prompt and f"{text.prompt}\n"
    return str(model.apply_chat_template([{"role": "user", "content": text.prompt}], add_generation_prompt=True))


def score_rows(run: Run) -> list[dict[str, Any]]:
    """Texts, tokens and perplexity of each part."""
    rows = []
    for part in dict.fromkeys(reading.part for reading in run.questions):
        own = [one for one in run.questions if isinstance(one, Reading) and one.part == part]
        mean, _ = difference_over_draws(np.array([[reading.value for reading in own]]))
        found = as_perplexity(mean)
        rows.append(
            {"part": part, "texts": len(own), "tokens": sum(reading.tokens for reading in own)}
            | {"perplexity": found.value, "low": found.low, "high": found.high}
        )
    return rows


def as_perplexity(likelihood: Estimate) -> Estimate:
    """Of log likelihood a token; of a difference of those, the factor by which perplexity changes."""
    bounds = (likelihood.value, likelihood.high, likelihood.low)
    return Estimate(*(None if bound is None else float(np.exp(-bound)) for bound in bounds))
