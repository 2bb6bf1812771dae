"""Answers, and requests, that the gates must find: the reason, the task, the seed, what a model wrote."""

from typing import Any

from cmining_distilabel.generation.tasks.target import words_of
from tests.generation.gates.answers import QA, REQUEST, SEEDS, qa


def asked_for(language: str, task: str) -> str:
    """What a prompt in a language asks for."""
    words = words_of(language, task)
    assert words is not None
    return str(words["jobs"][task])


BAD_ANSWERS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("wrong_script", QA, "zh-1", qa("元宵节吃什么？", "人々は団子を食べて、灯りを楽しみます。")),
    ("wrong_script", QA, "ja-1", qa("盆踊りでは何をしますか。", "人们穿着浴衣围绕高台跳舞以供养亡者")),
    ("mixed_languages", QA, "fr-1", qa("What is the galette des rois?", "Un gâteau avec une fève.")),
    (
        "mixed_languages",
        QA,
        "en-1",
        qa(
            "What is Morris dance?",
            "It is an old English folk dance of the villages, done in May "
            "by teams with bells. Les danseurs portent des grelots aux jambes et agitent des mouchoirs ou des bâtons.",
        ),
    ),
    (
        "speaks_of_text",
        QA,
        "en-1",
        qa("According to the passage, what do Morris dancers wear?", "They wear bell pads."),
    ),
    ("speaks_of_text", QA, "de-1", qa("Was steht im Text über die Schultüte?", "Sie ist mit Süßigkeiten gefüllt.")),
    ("speaks_of_text", QA, "ja-1", qa("盆踊りとは何ですか。", "この文章によると、死者を供養する踊りです。")),
    ("speaks_of_text", QA, "ko-1", qa("떡국은 무엇인가요?", "주어진 글에 따르면 설날에 먹는 국입니다.")),
    ("speaks_of_text", QA, "ru-1", qa("Что такое Масленица?", "Согласно тексту, это праздник перед постом.")),
    ("speaks_of_task", REQUEST, "en-1", {"instruction": "What question could be asked to get Morris dance?"}),
    ("speaks_of_task", REQUEST, "es-1", {"instruction": "¿Qué pregunta se podría hacer sobre los castells?"}),
    (
        "speaks_of_task",
        QA,
        "ja-1",
        qa("盆踊りとは何ですか。", f"盆踊りは{asked_for('ja', 'situation')[:24]}です。"),
    ),
    (
        "speaks_of_task",
        QA,
        "es-1",
        qa("¿Qué son los castells?", f"Los castells son torres. {asked_for('es', 'true_false')[:90]}."),
    ),
    ("unnamed_subject", QA, "fr-1", qa("Que mange-t-on dans cette culture ?", "On partage un gâteau avec une fève.")),
    ("unnamed_subject", QA, "ja-1", qa("この踊りはいつ行われますか。", "死者を供養する時期に行われます。")),
    (
        "repeats_itself",
        QA,
        "en-1",
        qa(
            "What do Morris dancers wear?",
            "They wear bell pads on their shins, and bells, as dancers wear bell pads on their shins, and bells.",
        ),
    ),
    ("unnamed_subject", QA, "zh-1", qa("这一天人们做什么？", "挂灯笼，猜谜语，吃汤圆。")),
    ("unnamed_subject", QA, "ko-1", qa("이 국은 언제 먹나요?", "설날 아침에 먹습니다.")),
    ("unnamed_subject", QA, "es-1", qa("¿Estas torres dónde se hacen?", "Son torres humanas de Cataluña.")),
    ("unnamed_subject", QA, "tr-1", qa("Bu gelenek ne zaman yapılır?", "Düğünden bir gün önce yapılır.")),
    (
        "unsupported",
        QA,
        "en-1",
        qa(
            "What do Morris dancers wear?",
            "They wear bell pads. Scholars believe that priests invented these costumes to frighten dangerous spirits.",
        ),
    ),
    (
        "no_fact",
        QA,
        "en-1",
        qa("Why do people like Morris dance?", "Because everything about it is so very beautiful."),
    ),
    (
        "not_quoted",
        QA,
        "en-1",
        {"fact": "The dancers come from far away.", **qa("What do Morris dancers wear?", "They wear bell pads.")},
    ),
    (
        "unsupported",
        QA,
        "en-1",
        {
            "fact": "The dancers wear bell pads on their shins.",
            **qa("What do Morris dancers wear?", "They wear bell pads. Painting pictures also helps."),
        },
    ),
    (
        "invented_name",
        QA,
        "es-1",
        qa("¿Qué es un castell?", "Es una torre humana, como las que hacía Gaudí cuando sonaba la gralla."),
    ),
    ("invented_number", QA, "en-1", qa("What do Morris dancers wear?", "They wear bell pads, as they did in 1448.")),
    (
        "invented_name",
        QA,
        "en-1",
        qa("What do Morris dancers wear?", "They wear bell pads in a dance called 'Circle of Light'."),
    ),
    (
        "trivial",
        QA,
        "en-1",
        qa("What is the name of the Morris dance?", "Morris dance is an English folk dance with bells."),
    ),
    ("trivial", QA, "ja-1", qa("盆踊りの名前は何ですか。", "盆踊りは死者を供養するための踊りです。")),
    (
        "mixed_languages",
        QA,
        "es-1",
        qa("¿Hay castells en South Africa?", "Los castells son torres humanas de Cataluña."),
    ),
    ("mixed_languages", QA, "es-1", qa("¿Qué es un castell?", "Es una torre humana de 传统al Cataluña.")),
    ("wrong_role", QA, "en-1", qa("Morris dancers wear bell pads.", "What do Morris dancers wear?")),
    ("no_question", QA, "en-1", qa("Morris dance is a form of English folk dance.", "Villages keep it in May.")),
    ("repeats_seed", QA, "ja-1", qa("盆踊りとは何ですか。", SEEDS["ja-1"]["text"])),
    ("no_subject", QA, "en-1", qa("What is the meaning of it all, and who came first?", "They wear bell pads.")),
    ("no_subject", QA, "ja-1", qa("主な特徴について教えてください。", "輪になって踊ります。")),
    ("trivial", QA, "en-1", qa("Which English dance has bell pads?", "Morris dance.")),
    ("foreign_culture", QA, "ko-1", qa("떡국은 무엇인가요?", "떡국은 안도라에서 아침에 먹는 맑은 국입니다.")),
    ("foreign_culture", QA, "ja-1", qa("盆踊りとは何ですか。", "フランスで死者を供養するための踊りです。")),
    ("foreign_culture", QA, "zh-1", qa("元宵节吃什么？", "元宵节是印度的节日，一家人一起吃汤圆。")),
]
