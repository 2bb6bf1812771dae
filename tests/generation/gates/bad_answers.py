"""Rows that the gates must find, with the reason, the task and the seed."""

from typing import Any

from cmining_distilabel.generation.tasks.target import words_of
from tests.generation.gates.answers import SEEDS

QA, REQUEST = "grounded_qa", "reverse_instruction"


def qa(question: str, answer: str) -> dict[str, Any]:
    return {"question": question, "answer": answer}


def quiz(question: str, right: str, *wrong: str) -> dict[str, Any]:
    return {"question": question, "right": right, "wrong": list(wrong)}


def asked_for(language: str, task: str) -> str:
    """What a prompt in a language asks for."""
    words = words_of(language, task)
    assert words is not None
    return str(words["jobs"][task])


BAD: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "wrong_script",
        "multiple_choice",
        "de-1",
        quiz("Was bekommen Kinder am ersten Schultag?", "Eine Schultüte", "설날", "Einen Kuchen", "Einen Ball"),
    ),
    ("wrong_script", "multiple_choice", "ko-1", quiz("떡국은 언제 먹나요?", "설날", "Fest-noz", "한식", "단오")),
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
        "wrong_in_seed",
        "true_false",
        "zh-1",
        {
            "question": "元宵节吃什么？",
            "true": "人们一家人围坐在一起吃汤圆",
            "false": ["人们围坐在一起吃汤圆", "人们站着吃饺子", "人们一起吃月饼"],
        },
    ),
    (
        "no_fact",
        "situation",
        "en-1",
        {
            "fact": "The dancers wear bell pads on their shins.",
            "situation": "A visitor comes to a village in May and sees a Morris dance on the green.",
            "question": "What should the visitor do at the dance?",
            "advice": "Be polite to the villagers.",
            "reason": "The custom is kept in May.",
        },
    ),
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
    (
        "vague",
        "multiple_choice",
        "en-1",
        quiz("Which custom is this of the dancers?", "Morris dance", "Hora", "Jig", "Sun"),
    ),
    (
        "asks",
        "true_false",
        "en-1",
        {
            "question": "When is Morris dance kept?",
            "true": "In May",
            "false": ["In July", "In August", "Is it kept in October?"],
        },
    ),
    (
        "vague",
        "true_false",
        "en-1",
        {
            "question": "What is the name of the custom?",
            "true": "The Morris dance",
            "false": ["The hora", "The jig", "The polka"],
        },
    ),
    (
        "several_questions",
        "multiple_choice",
        "en-1",
        quiz(
            "Which English folk dance has bells? What are its features?",
            "Morris dance",
            "Hora",
            "Jig",
            "Polka",
        ),
    ),
    (
        "negated",
        "true_false",
        "en-1",
        {
            "question": "When is Morris dance kept?",
            "true": "In May",
            "false": ["It is not kept in May", "It isn't kept at all", "In July"],
        },
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
    ("placeholder", "multiple_choice", "en-1", quiz("Which one is ... in May?", "Hora", "Jig", "Sardana", "Gigue")),
    (
        "repeats_seed",
        "multiple_choice",
        "en-1",
        quiz(
            "Which is a form of English folk dance? The dancers wear bell pads on their shins and wave handkerchiefs "
            "or sticks. Villages keep the custom in May and at Whitsun.",
            "Morris dance",
            "Hora",
            "Sardana",
            "Gigue",
        ),
    ),
    (
        "wrong_in_seed",
        "true_false",
        "en-1",
        {"question": "When is Morris dance kept?", "true": "In May", "false": ["At Whitsun", "In June", "At Easter"]},
    ),
    ("mixed_languages", QA, "es-1", qa("¿Qué es un castell?", "Es una torre humana de 传统al Cataluña.")),
    (
        "wrong_in_seed",
        "true_false",
        "en-1",
        {
            "question": "What is true of Morris dance?",
            "true": "The dancers wear bell pads on their shins.",
            "false": [
                "The dancers wear handkerchiefs on their shins and wave bell pads.",
                "Villages keep it in June.",
                "It is danced in silence.",
            ],
        },
    ),
    (
        "no_question",
        "dialogue",
        "en-1",
        {
            "turns": [
                {"user": "What do Morris dancers wear?", "assistant": "They wear bell pads on their shins."},
                {"user": "I understand now.", "assistant": "They also wave handkerchiefs or sticks."},
            ]
        },
    ),
    (
        "wrong_role",
        "dialogue",
        "en-1",
        {
            "turns": [
                {"user": "How can I help you with Morris dance?", "assistant": "It is an English dance."},
                {"user": "And the bells?", "assistant": "They are worn on the shins."},
            ]
        },
    ),
    ("wrong_role", QA, "en-1", qa("Morris dancers wear bell pads.", "What do Morris dancers wear?")),
    (
        "option_sibling",
        "multiple_choice",
        "fr-1",
        quiz("Qui porte la couronne à l'Épiphanie ?", "Celui qui a la fève", "Horus", "Le plus vieux", "Le voisin"),
    ),
    (
        "options_alike",
        "multiple_choice",
        "en-1",
        quiz("What do dancers wave in Morris dance?", "Sticks", "sticks!", "Flags", "Ropes"),
    ),
    (
        "key_by_length",
        "multiple_choice",
        "en-1",
        quiz(
            "What is Morris dance?", "A form of English folk dance with bells and sticks", "A song", "A cake", "A fair"
        ),
    ),
    (
        "key_in_question",
        "multiple_choice",
        "en-1",
        quiz("Morris dance with bell pads: what is worn?", "bell pads", "a mask", "a crown", "a cloak"),
    ),
    ("no_question", QA, "en-1", qa("Morris dance is a form of English folk dance.", "Villages keep it in May.")),
    (
        "wrong_in_seed",
        "true_false",
        "en-1",
        {
            "question": "What of Morris dance?",
            "true": "It is English.",
            "false": ["The dancers wear bell pads on their shins.", "They dance on ice.", "They dance in boats."],
        },
    ),
    ("repeats_seed", QA, "ja-1", qa("盆踊りとは何ですか。", SEEDS["ja-1"]["text"])),
    (
        "repeats_itself",
        "situation",
        "en-2",
        {
            "situation": "You visit England on the fifth of November.",
            "question": "What do you do on Guy Fawkes Night?",
            "advice": "Go and see the bonfire with the others in the park.",
            "reason": "Go and see the bonfire with the others.",
        },
    ),
    (
        "repeats_itself",
        "dialogue",
        "de-1",
        {
            "turns": [
                {"user": "Was ist eine Schultüte?", "assistant": "Eine Tüte aus Pappe mit Süßigkeiten und Stiften."},
                {"user": "Und was ist darin?", "assistant": "Eine Tüte aus Pappe mit Süßigkeiten und Stiften."},
            ]
        },
    ),
    ("no_subject", QA, "en-1", qa("What is the meaning of it all, and who came first?", "They wear bell pads.")),
    ("no_subject", QA, "ja-1", qa("主な特徴について教えてください。", "輪になって踊ります。")),
    ("trivial", QA, "en-1", qa("Which English dance has bell pads?", "Morris dance.")),
    ("foreign_culture", QA, "ko-1", qa("떡국은 무엇인가요?", "떡국은 안도라에서 아침에 먹는 맑은 국입니다.")),
    ("foreign_culture", QA, "ja-1", qa("盆踊りとは何ですか。", "フランスで死者を供養するための踊りです。")),
    ("foreign_culture", QA, "zh-1", qa("元宵节吃什么？", "元宵节是印度的节日，一家人一起吃汤圆。")),
    (
        "foreign_culture",
        "preference",
        "en-1",
        {"question": "What is Morris dance?", "good": "A Mexican dance with bells.", "bad": "A song."},
    ),
]
