"""Recipes that have a language model write: from mined seeds, or from one's own.

Their model is a server with the API of OpenAI (`ServerLLM`), named when a recipe is run:
``cmining run own-seeds --param seeds.source=FOLDER --param llm.model=NAME --param llm.base_url=URL --out OUT``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distilabel.pipeline import Pipeline


def mine_and_instruct() -> "Pipeline":
    """From documents to instructions in one pipeline."""
    from cmining_distilabel.steps import CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, NoiseFilterStep
    from cmining_distilabel.tasks import GateStep, GroundedQA, ReverseInstruction, ServerLLM, TrueFalse

    from distilabel.pipeline import Pipeline  # isort: skip - after the steps, which silence its warnings

    with Pipeline(
        name="cmining-mine-and-instruct",
        description="Documents in; questions, requests and statements from their points out, through the gates.",
    ) as pipeline:
        (
            LoadCorpusStep(name="load_corpus", mode="calibrated")
            >> NoiseFilterStep(name="noise_filter", mode="calibrated")
            >> EmbedStep(name="embed", mode="calibrated")
            >> CultureScoreStep(name="culture_score", mode="calibrated")
            >> CPExtractStep(name="seeds", mode="calibrated", output="seeds")
            >> [
                GroundedQA(name="grounded_qa", llm=ServerLLM()),
                ReverseInstruction(name="reverse_instruction", llm=ServerLLM()),
                TrueFalse(name="true_false", llm=ServerLLM()),
            ]
            >> GateStep(name="instructions")
        )
    return pipeline


def own_seeds() -> "Pipeline":
    """Any seeds, all that can be written of one."""
    from cmining_distilabel.tasks import TASKS, GateStep, LoadSeedsStep, ServerLLM

    from distilabel.pipeline import Pipeline  # isort: skip - after the steps, which silence its warnings

    names = ("grounded_qa", "reverse_instruction", "multiple_choice", "true_false", "situation", "dialogue")
    with Pipeline(
        name="cmining-own-seeds",
        description="Seeds of a result, a file or the Hub in; six kinds of instructions out, through the gates.",
    ) as pipeline:
        writers = [TASKS[name](name=name, llm=ServerLLM()) for name in names]
        LoadSeedsStep(name="seeds") >> writers >> GateStep(name="instructions")
    return pipeline


def preference() -> "Pipeline":
    """Pairs of a good and a bad answer for DPO, of the Culture Points that `seeds.points` names."""
    from cmining_distilabel.tasks import GateStep, Judge, LoadSeedsStep, Preference, ServerLLM

    from distilabel.pipeline import Pipeline  # isort: skip - after the steps, which silence its warnings

    with Pipeline(
        name="cmining-preference",
        description="Seeds in; judged pairs of answers for preference training (DPO) out.",
    ) as pipeline:
        (
            LoadSeedsStep(name="seeds")
            >> Preference(name="preference", llm=ServerLLM())
            >> Judge(name="judge", llm=ServerLLM())
            >> GateStep(name="pairs", judged=True)
        )
    return pipeline


def low_resource() -> "Pipeline":
    """For a language that models write badly: people's own text as the answer, and questions in English beside it."""
    from cmining_distilabel.tasks import GateStep, GroundedQA, LoadSeedsStep, ReverseInstruction, ServerLLM, TrueFalse

    from distilabel.pipeline import Pipeline  # isort: skip - after the steps, which silence its warnings

    with Pipeline(
        name="cmining-low-resource",
        description="Seeds of a small language in; requests that their own text answers, and English questions out.",
    ) as pipeline:
        (
            LoadSeedsStep(name="seeds")
            >> [
                ReverseInstruction(name="reverse_instruction", llm=ServerLLM()),
                GroundedQA(name="grounded_qa", llm=ServerLLM(), language="seed,en"),
                TrueFalse(name="true_false", llm=ServerLLM(), language="en"),
            ]
            >> GateStep(name="instructions")
        )
    return pipeline


BUILDERS = {
    "mine-and-instruct": mine_and_instruct,
    "own-seeds": own_seeds,
    "preference": preference,
    "low-resource": low_resource,
}
