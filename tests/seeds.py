"""Seeds made for tests, and the answers that a good model gives to prompts made from them."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.mining.result.columns import SEEDS

_FILE = Path(__file__).parent / "data" / "seeds.jsonl"


def seed_rows() -> list[dict[str, Any]]:
    """Nine seeds in English, Japanese and French, of two facets."""
    return [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def write_seeds(folder: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    """A folder with a seeds.parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(seed_rows() if rows is None else rows, schema=SEEDS), folder / "seeds.parquet")
    return folder


def good_answer(prompt: str) -> str:
    """What a good model answers: the shape is filled with pieces of the source."""
    marks = re.findall(r"^=== DATA \w+ ===$", prompt, re.MULTILINE)
    source = prompt.split(marks[0] + "\n", 1)[1].split(marks[0])[0].strip()
    title = next(iter(re.findall(r"^Title: (.*)$", source, re.MULTILINE)), "the feast")
    lines = [
        line
        for line in source.splitlines()
        if not re.match(r"(Culture|Told mostly in|Topic|Title|Other things.*): ", line)
    ]
    text = lines[0]
    words = text.split() if " " in text else list(text)
    joint = " " if " " in text else ""
    half = joint.join(words[len(words) // 2 :])
    start = joint.join(words[: len(words) // 2])
    ask = {"ja": f"{title}について教えてください。", "fr": f"Que fait-on lors de la fête appelée {title} ?"}
    code = "ja" if "日本語" in prompt else "fr" if "français" in prompt else "en"
    question = ask.get(code, f"What do people do at {title}, and why?")
    shape = next(line for line in prompt.splitlines() if line.startswith("{"))
    keys = re.findall(r'"(\w+)": ', shape)
    first = re.split(r"(?<=[.。])", text)[0]
    backwards = [joint.join([*words[number:], *words[:number]][::-1])[: len(first)] for number in (1, 2, 3)]
    filled: dict[str, Any] = {"question": question, "situation": start, "answer": first, "instruction": question}
    filled |= {"right": half[:60], "wrong": [line[:60] for line in backwards], "true": first, "false": backwards}
    filled |= {"advice": half, "reason": first, "good": first, "bad": start, "because": first}
    filled |= {"answers": [first], "fact": first}
    filled |= {"alike": first, "first": first, "second": first}
    filled |= {"turns": [{"user": question, "assistant": start}, {"user": f"{title}?", "assistant": half}]}
    filled |= dict.fromkeys(("grounded", "natural", "useful", "inside", "harmless"), 5)
    filled |= {"text_culture": "Japan", "chat_culture": "Japan"}
    return json.dumps({key: filled[key] for key in keys if key in filled}, ensure_ascii=False)
