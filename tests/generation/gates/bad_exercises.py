"""Quizzes, claims, situations and conversations that the gates must find, as `bad_answers` has answers."""

from typing import Any

from tests.generation.gates.answers import quiz

BAD_EXERCISES: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "wrong_script",
        "multiple_choice",
        "de-1",
        quiz("Was bekommen Kinder am ersten Schultag?", "Eine Schultüte", "설날", "Einen Kuchen", "Einen Ball"),
    ),
    ("wrong_script", "multiple_choice", "ko-1", quiz("떡국은 언제 먹나요?", "설날", "Fest-noz", "한식", "단오")),
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
    (
        "foreign_culture",
        "preference",
        "en-1",
        {"question": "What is Morris dance?", "good": "A Mexican dance with bells.", "bad": "A song."},
    ),
]
