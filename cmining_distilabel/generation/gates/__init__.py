"""Gates that a written row must pass, a class a file; each gives the reason for what it rejects."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates.again import AgainGate
from cmining_distilabel.generation.gates.base import Gate, Row
from cmining_distilabel.generation.gates.benchmarks import benchmark_texts
from cmining_distilabel.generation.gates.contamination import GramGate, NeighbourGate
from cmining_distilabel.generation.gates.duplicates import DuplicateGate
from cmining_distilabel.generation.gates.facts import FactGate
from cmining_distilabel.generation.gates.grounding import GroundingGate
from cmining_distilabel.generation.gates.inventions import InventionGate
from cmining_distilabel.generation.gates.judge import JudgeGate
from cmining_distilabel.generation.gates.language import LanguageGate
from cmining_distilabel.generation.gates.length import LengthGate
from cmining_distilabel.generation.gates.marks import MarkGate
from cmining_distilabel.generation.gates.names import NameGate
from cmining_distilabel.generation.gates.options import OptionGate
from cmining_distilabel.generation.gates.phrases import PhraseGate
from cmining_distilabel.generation.gates.pii import PiiGate
from cmining_distilabel.generation.gates.repeats import RepeatGate
from cmining_distilabel.generation.gates.schema import SchemaGate
from cmining_distilabel.generation.gates.script import ScriptGate
from cmining_distilabel.generation.gates.subject import SubjectGate
from cmining_distilabel.generation.reply import NO_ANSWER
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder

__all__ = ["REASONS", "TOGETHER", "JudgeGate", "make_gates", "pass_gates"]

REASONS = {
    "request_failed": "the server gave no answer, however often it was asked",
    "unsuited": "the seed lacks what the task needs, such as one to be compared with",
    "no_answer": "there is no conversation",
    **NO_ANSWER,
    "refusal": "the model declined",
    "not_json": "the answer is no JSON, and cannot be mended to be any",
    "schema": "the answer lacks a part, or has two options that are equal",
    "placeholder": "the model repeated the form instead of filling it in",
    "copies_example": "a part of the answer is that of an example",
    "leak": "the answer repeats the marks of the prompt, or speaks of it",
    "special_tokens": "it holds special tokens of a chat template, such as <|im_end|>",
    "control_characters": "it holds control characters, or broken ones",
    "too_short": "the question is too short",
    "too_long": "the conversation is too long",
    "repetitive": "the text goes round in circles",
    "wrong_language": "the text is in another language than was asked for",
    "wrong_script": "a question, an answer or an option is in another script than the language's",
    "mixed_languages": "a sentence is in another language than the rest",
    "speaks_of_text": "it speaks of the text, which the reader does not see",
    "speaks_of_task": "it speaks of the task, or asks what could be asked",
    "unnamed_subject": "the first question says 'this culture', and does not name what it is about",
    "wrong_role": "the user speaks as the assistant, or the assistant as the user",
    "option_sibling": "a wrong option is the name of a thing that was offered, and no answer to the question",
    "options_alike": "two options say the same",
    "key_by_length": "the right option shows by its length",
    "key_in_question": "the right option stands in the question",
    "asks": "a statement to judge is a question",
    "negated": "false statements only say that the true one is not so",
    "several_questions": "the question asks several things, of which the options answer one",
    "vague": "the question for a name holds next to nothing that describes it",
    "repeats_seed": "the answer is the seed's text over again",
    "no_question": "what the user says is taken from the seed, and asks nothing",
    "wrong_in_seed": "a wrong option stands in the seed, so that it is right",
    "repeats_itself": "two parts of the answer, or two sentences, say the same",
    "no_subject": "the first question shares nothing with the seed, so that nobody knows what it is about",
    "trivial": "the answer says no more than the title, or the question",
    "one_sided": "what is said of one thing is the other's",
    "no_fact": "an answer takes nothing from its text but the title",
    "unsupported": "a sentence has next to nothing of its text",
    "not_quoted": "what was to be copied from the text does not stand there",
    "invented_number": "it holds a number that its text does not",
    "invented_name": "it gives a name that its text does not hold",
    "foreign_culture": "it names a country or a people that the seed does not",
    "pii_secret": "it holds a secret key",
    "pii_email": "it holds an e-mail address",
    "pii_card": "it holds a card number",
    "pii_iban": "it holds an account number",
    "pii_ip": "it holds an IP address",
    "pii_phone": "it holds a phone number",
    "duplicate": "an earlier row says the same",
    "near_duplicate": "an earlier row says nearly the same",
    "benchmark_text": "it shares 13 words, or characters, in a row with a benchmark",
    "benchmark_neighbour": "it means the same as a text of a benchmark",
    "not_grounded": "it has little to do with its seed",
    "answers_differ": "asked again, from the text alone, a model gave another answer",
    "not_answered": "asked again, a model gave no answer that could be read",
    "judge_grounded": "the judge found claims that the seed does not support",
    "judge_culture": "the judge found the conversation to be about another culture than its text",
    "judge_natural": "the judge found the language unnatural",
    "judge_useful": "the judge found that it helps nobody who does not see the text",
    "judge_inside": "the judge found a tourist's view",
    "judge_harmless": "the judge found a harmful stereotype",
    "not_judged": "the judge gave no answer that could be read",
    "not_best": "another answer to the same request is better",
    "revised": "a revision of it is better",
}
"""Code of each reason, and what it means."""


def make_gates(config: GateConfig, *, quiet: bool = True) -> dict[str, Gate]:
    """The gates by name, in the order in which rows pass them: cheap ones first, those of `TOGETHER` last.

    Raises:
        UserError: a benchmark or the encoder cannot be used.
    """
    gates: dict[str, Gate] = {
        "schema": SchemaGate(),
        "marks": MarkGate(),
        "length": LengthGate(),
        "language": LanguageGate(),
        "script": ScriptGate(),
        "phrases": PhraseGate(),
        "options": OptionGate(),
        "repeats": RepeatGate(),
        "subject": SubjectGate(),
        "names": NameGate(),
        "facts": FactGate(),
        "inventions": InventionGate(),
        "pii": PiiGate(),
    }
    texts = benchmark_texts(config.benchmarks)
    if texts:
        gates["contamination"] = GramGate(texts)
    embed = EmbedConfig(encoder=config.encoder)
    encoder = load_encoder(embed)

    def encode(texts: list[str]) -> NDArray[np.float32]:
        return embed_texts(texts, embed, encoder=encoder, quiet=quiet).vectors[:]

    if texts and config.benchmark_similarity:
        gates["neighbours"] = NeighbourGate(texts, encode, config.benchmark_similarity, encoder.languages)
    if config.grounding:
        gates["grounding"] = GroundingGate(encode, config.grounding, encoder.languages)
    gates["again"] = AgainGate(encode, encoder.languages)
    gates["duplicates"] = DuplicateGate(config.near_duplicates)
    return gates


TOGETHER = ("duplicates",)
"""Gates that compare rows with each other; they come last, so that what was rejected is nobody's double."""


def pass_gates(gates: dict[str, Gate], rows: Sequence[Row]) -> list[tuple[str, str] | None]:
    """Name of the gate and reason for each row that is rejected; None for one that passes all of them.

    Each gate sees only what the ones before it let through.
    """
    verdicts: list[tuple[str, str] | None] = [None] * len(rows)
    for name, gate in gates.items():
        left = [place for place, verdict in enumerate(verdicts) if verdict is None]
        for place, reason in zip(left, gate.check([rows[place] for place in left]), strict=True):
            if reason:
                verdicts[place] = (name, reason)
    return verdicts
