"""Seeds made for tests, and the answers that a good model gives to prompts made from them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.assemble import SEEDS

THINGS = {
    "en": [
        ("Morris dance", "Morris dance is a form of English folk dance. The dancers wear bell pads on their shins and wave "
         "handkerchiefs or sticks. Villages keep the custom in May and at Whitsun."),
        ("Guy Fawkes Night", "Guy Fawkes Night is kept in England on the fifth of November with bonfires and fireworks. "
         "It remembers the failure of the Gunpowder Plot of 1605. Children used to ask for a penny for the guy."),
        ("Cheese rolling", "Cheese rolling is a custom at Cooper's Hill. People run after a wheel of Double Gloucester "
         "cheese that is rolled down a steep hill, and whoever is first at the bottom wins the cheese."),
    ],
    "ja": [
        ("盆踊り", "盆踊りは、盆の時期に死者を供養するための踊りである。人々は浴衣を着て、櫓の周りを輪になって踊る。各地に独自の振り付けがある。"),
        ("節分", "節分は立春の前日に行われる行事である。人々は「鬼は外、福は内」と声を出しながら豆をまき、年の数だけ豆を食べて無病息災を願う。"),
        ("雛祭り", "雛祭りは三月三日に女子の健やかな成長を祈る行事である。家には雛人形を飾り、桃の花や菱餅、白酒を供える。"),
    ],
    "fr": [
        ("Galette des rois", "La galette des rois est partagée en France à l'Épiphanie. Une fève est cachée dans la pâte, "
         "et celui qui la trouve dans sa part porte la couronne pour la journée."),
        ("Fest-noz", "Le fest-noz est une fête de nuit en Bretagne. Les gens y dansent en chaîne ou en cercle au son du "
         "biniou et de la bombarde, souvent jusqu'au matin."),
        ("Santon", "Les santons sont de petites figurines en argile de Provence. On les place dans la crèche à Noël, et "
         "ils représentent les métiers du village, comme le meunier ou le berger."),
    ],
}  # fmt: skip
CULTURES = {"en": ("GB", "United Kingdom"), "ja": ("JP", "Japan"), "fr": ("FR", "France")}


def seed_rows() -> list[dict[str, Any]]:
    """Nine seeds in three languages, of two facets."""
    return [
        {
            "id": f"{code}-{rank}",
            "point_id": f"cp-{code}",
            "rank": rank,
            "title": title,
            "text": text,
            "language": code,
            "group": code,
            "source": f"{code}.wikipedia.org",
            "url": f"https://{code}.wikipedia.org/wiki/{rank}",
            "license": "CC BY-SA 4.0",
            "cultures": [dict(zip(("code", "name", "weight"), (*CULTURES[code], 0.9), strict=True))],
            "facet": "festival" if rank < 3 else "craft",
        }
        for code, things in THINGS.items()
        for rank, (title, text) in enumerate(things, start=1)
    ]


def write_seeds(folder: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    """A folder with a seeds.parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(seed_rows() if rows is None else rows, schema=SEEDS), folder / "seeds.parquet")
    return folder


def good_answer(prompt: str) -> str:
    """What a good model answers: the shape is filled with sentences of the source."""
    marks = re.findall(r"^=== DATA \w+ ===$", prompt, re.MULTILINE)
    source = prompt.split(marks[0] + "\n", 1)[1].split(marks[0])[0].strip()
    title = next(line.removeprefix("Title: ") for line in source.splitlines() if line.startswith("Title: "))
    lines = [line for line in source.splitlines() if not re.match(r"(Culture|Topic|Title|For the .*): ", line)]
    text = lines[0]
    words = text.split() if " " in text else list(text)
    joint = " " if " " in text else ""
    half = joint.join(words[len(words) // 2 :])
    start = joint.join(words[: len(words) // 2])
    ask = {"ja": f"{title}について教えてください。", "fr": f"Que fait-on lors de la fête appelée {title} ?"}
    code = "ja" if "Japanese" in prompt else "fr" if "French" in prompt else "en"
    question = ask.get(code, f"What do people do at {title}, and why?")
    shape = next(line for line in prompt.splitlines() if line.startswith("{"))
    keys = re.findall(r'"(\w+)": ', shape)
    filled: dict[str, Any] = {"question": question, "situation": start, "answer": text, "instruction": question}
    filled |= {"right": half[:60], "wrong": [f"{title} {word}" for word in words[:3]], "true": text, "advice": text}
    filled |= {"false": [f"{start} {number}" for number in (1, 2, 3)], "reason": half, "good": text, "bad": start}
    filled |= {"turns": [{"user": question, "assistant": start}, {"user": f"{title}?", "assistant": half}]}
    filled |= {"grounded": 5, "culture": 4, "harmless": 5}
    return json.dumps({key: filled[key] for key in keys if key in filled}, ensure_ascii=False)
