"""Answers to tasks, good and bad, as rows with all that gates look at."""

import json
from typing import Any

from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.tasks import TASKS
from tests.seeds import seed_rows

QA, REQUEST = "grounded_qa", "reverse_instruction"


def qa(question: str, answer: str) -> dict[str, Any]:
    return {"question": question, "answer": answer}


def quiz(question: str, right: str, *wrong: str) -> dict[str, Any]:
    return {"question": question, "right": right, "wrong": list(wrong)}


OWN = {
    "de-1": (
        "de",
        "Schultüte",
        "Am ersten Schultag bekommen Kinder in Deutschland eine große Tüte aus Pappe. Sie ist mit "
        "Süßigkeiten, Stiften und kleinem Spielzeug gefüllt und wird erst nach der Feier geöffnet.",
    ),
    "es-1": (
        "es",
        "Castell",
        "Los castells son torres humanas de Cataluña. Un niño sube hasta lo más alto y levanta la mano "
        "mientras suena la gralla, un instrumento de viento.",
    ),
    "ko-1": (
        "ko",
        "떡국",
        "떡국은 설날 아침에 먹는 국이다. 가래떡을 얇게 썰어 맑은 국물에 끓이며, 한 그릇을 먹으면 나이도 한 살 더 "
        "먹는다고 여긴다.",
    ),
    "zh-1": (
        "zh",
        "元宵节",
        "元宵节在农历正月十五。人们挂起灯笼，猜写在纸条上的谜语，一家人围坐在一起吃汤圆，象征团圆。",
    ),
    "ru-1": (
        "ru",
        "Масленица",
        "Масленицу празднуют последнюю неделю перед Великим постом. В каждом доме пекут блины, "
        "а в воскресенье сжигают соломенное чучело зимы.",
    ),
    "ar-1": (
        "ar",
        "فانوس رمضان",
        "يحمل الأطفال في مصر الفوانيس الملونة في ليالي شهر رمضان، ويطوفون بها في الشوارع وهم "
        "يغنون الأغاني القديمة ويجمعون الحلوى.",
    ),
    "th-1": ("th", "ลอยกระทง", "ลอยกระทงจัดขึ้นในคืนวันเพ็ญเดือนสิบสองของไทย ผู้คนทำกระทงจากใบตองแล้วลอยลงแม่น้ำเพื่อขอขมาพระแม่คงคา"),
    "tr-1": (
        "tr",
        "Kına gecesi",
        "Kına gecesi düğünden bir gün önce gelinin evinde yapılır. Gelinin avucuna kına yakılır, "
        "kadınlar türküler söyler ve konuklara kuruyemiş ikram edilir.",
    ),
}
SEEDS: dict[str, dict[str, Any]] = {seed["id"]: seed for seed in seed_rows()} | {
    name: {"id": name, "language": language, "title": title, "text": text, "facet": "festival"}
    for name, (language, title, text) in OWN.items()
}

GOOD: list[tuple[str, str, str | None, dict[str, Any]]] = [
    (
        "grounded_qa",
        "en-1",
        None,
        {
            "question": "What do Morris dancers wear on their shins?",
            "answer": "They wear bell pads. While they dance they wave handkerchiefs or sticks.",
        },
    ),
    (
        "grounded_qa",
        "ja-1",
        "en",
        {
            "question": "Why do people dance Bon Odori in Japan?",
            "answer": "It is danced at Bon to honour the dead. In yukata, people circle a tower called yagura (櫓).",
        },
    ),
    (
        "grounded_qa",
        "ko-1",
        None,
        {
            "question": "설날이란 날에 떡국을 먹는 이유는 무엇인가요?",
            "answer": "떡국 한 그릇을 먹으면 나이를 한 살 더 먹는다고 여기기 때문입니다. 맑은 국을 끓이는 수단입니다.",
        },
    ),
    ("grounded_qa", "th-1", None, {"question": "ทำไมคนไทยจึงลอยกระทง", "answer": "เพื่อขอขมาพระแม่คงคา กระทงทำจากใบตอง"}),
    (
        "grounded_qa",
        "ru-1",
        None,
        {
            "question": "Что сжигают на Масленицу в воскресенье?",
            "answer": "Сжигают чучело зимы из соломы. Всю неделю перед этим пекут блины.",
        },
    ),
    ("reverse_instruction", "zh-1", None, {"instruction": "请介绍一下元宵节的习俗。"}),
    ("reverse_instruction", "ar-1", None, {"instruction": "احك لي عن فانوس رمضان في مصر."}),
    ("reverse_instruction", "fr-1", None, {"instruction": "Galette des rois ?"}),
    (
        "multiple_choice",
        "de-1",
        None,
        {
            "question": "Womit ist eine Schultüte gefüllt?",
            "right": "Süßigkeiten und Stifte",
            "wrong": ["Heu und Äpfeln", "Kerzen und Tannenzweigen", "Brot und Salz"],
        },
    ),
    (
        "multiple_choice",
        "ja-2",
        None,
        {"question": "立春の前日に豆をまく行事はどれですか。", "right": "節分", "wrong": ["七夕", "雛祭り", "盆踊り"]},
    ),
    (
        "multiple_choice",
        "en-1",
        None,
        {
            "question": "Which dance is done with bell pads?",
            "right": "Morris dance",
            "wrong": ["Fest-noz", "Santon", "Bon Odori"],
        },
    ),
    (
        "true_false",
        "tr-1",
        None,
        {
            "question": "Kına gecesinde ne yapılır?",
            "true": "Gelinin avucuna kına yakılır.",
            "false": ["Gelinin saçı kesilir.", "Damadın evinde kurban kesilir.", "Konuklar nehirde yüzer."],
        },
    ),
    (
        "true_false",
        "en-2",
        None,
        {
            "question": "What is true of Guy Fawkes Night?",
            "true": "It is kept with bonfires.",
            "false": [
                "It is kept in the month of May.",
                "It remembers a royal wedding.",
                "It is kept without fireworks.",
            ],
        },
    ),
    (
        "situation",
        "fr-1",
        None,
        {
            "situation": "Vous êtes invité chez des amis à Paris pour l'Épiphanie, et l'on coupe une galette des rois.",
            "question": "Vous trouvez une fève dans votre part : que faites-vous ?",
            "advice": "Montrez-la à tous et mettez la couronne avec le sourire.",
            "reason": "Celui qui trouve la fève est roi pour la journée, et tout le monde s'en réjouit.",
        },
    ),
    (
        "dialogue",
        "es-1",
        None,
        {
            "turns": [
                {"user": "¿Qué es un castell?", "assistant": "Es una torre humana que se levanta en Cataluña."},
                {"user": "¿Y quién sube hasta arriba?", "assistant": "Un niño, que levanta la mano al llegar."},
                {"user": "¿Qué música suena entonces?", "assistant": "La de la gralla, un instrumento de viento."},
            ]
        },
    ),
    (
        "comparison",
        "ja-1",
        "en",
        {
            "question": "How do Bon Odori in Japan and the fest-noz in Brittany resemble each other and differ?",
            "alike": "In both, people dance in a circle.",
            "first": "Bon Odori honours the dead: people circle a tower.",
            "second": "The fest-noz in France is a party.",
        },
    ),
    (
        "preference",
        "en-3",
        None,
        {
            "question": "How does one win at cheese rolling?",
            "good": "By being first at the bottom of Cooper's Hill.",
            "bad": "By eating the largest cheese in Switzerland.",
        },
    ),
]
"""Task, seed, language to write in (None: the seed's), and an answer that no gate may reject."""


def answered(task: str, seed_id: str, language: str | None, answer: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The row of an answer, as a run makes it."""
    seed = {"siblings": ["Fest-noz", "Horus", "투오넬라"], "other": SEEDS["fr-2"], **SEEDS[seed_id], **changed}
    if "right" in answer:  # with options that a model chose, as tasks of a user's own may have them
        plain = Reply(json.dumps({"question": answer["question"], "answer": answer["right"]}))
        row = TASKS["grounded_qa"].row(plain, seed, seed["language"], "m")
        row |= {"structured": json.dumps(answer), "task": task}
    else:
        row = TASKS[task].row(Reply(json.dumps(answer)), seed, language or seed["language"], "m")
    assert row["reason"] is None
    return {**row, **{name: seed.get(name) for name in ("text", "title", "siblings", "other")}}
