"""The packaged recipes, as code.

The model of those that have one write is a server with the API of OpenAI (`ServerLLM`), named when a recipe is run:
``cmining run own-seeds --param seeds.source=FOLDER --param llm.model=NAME --param llm.base_url=URL --out OUT``.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from distilabel.pipeline import Pipeline

BUILDERS: dict[str, Callable[[], "Pipeline"]] = {}
"""What makes the pipeline of each recipe, by name."""


def _recipe(name: str, description: str) -> Callable[[Callable[[], Any]], Callable[[], "Pipeline"]]:
    """Make a recipe of a function that makes its steps."""

    def register(build: Callable[[], Any]) -> Callable[[], "Pipeline"]:
        @wraps(build)
        def pipeline() -> "Pipeline":
            from distilabel.pipeline import Pipeline

            import cmining_distilabel.steps  # noqa: F401 - before distilabel, whose warnings it silences

            with Pipeline(name=f"cmining-{name}", description=description) as made:
                build()
            return made

        BUILDERS[name] = pipeline
        return pipeline

    return register


@_recipe("paper", "The method of arXiv 2604.15675: documents in, Culture Points and their seeds out.")
def paper() -> None:
    from cmining_distilabel.steps import CPExtractStep

    _scored("paper") >> [CPExtractStep(name=name, mode="paper", output=name) for name in ("points", "seeds")]


@_recipe(
    "mine-and-instruct",
    "Documents in; questions, requests and statements from their points out, through the gates.",
)
def mine_and_instruct() -> None:
    from cmining_distilabel.steps import CPExtractStep
    from cmining_distilabel.tasks import GateStep, GroundedQA, ReverseInstruction, ServerLLM, TrueFalse

    (
        _scored("calibrated")
        >> CPExtractStep(name="seeds", mode="calibrated", output="seeds")
        >> [
            GroundedQA(name="grounded_qa", llm=ServerLLM()),
            ReverseInstruction(name="reverse_instruction", llm=ServerLLM()),
            TrueFalse(name="true_false", llm=ServerLLM()),
        ]
        >> GateStep(name="instructions")
    )


@_recipe("own-seeds", "Seeds of a result, a file or the Hub in; six kinds of instructions out, through the gates.")
def own_seeds() -> None:
    from cmining_distilabel.tasks import TASKS, GateStep, LoadSeedsStep, ServerLLM

    names = ("grounded_qa", "reverse_instruction", "multiple_choice", "true_false", "situation", "dialogue")
    writers = [TASKS[name](name=name, llm=ServerLLM()) for name in names]
    LoadSeedsStep(name="seeds") >> writers >> GateStep(name="instructions")


@_recipe("preference", "Seeds in; judged pairs of answers for preference training (DPO) out.")
def preference() -> None:
    from cmining_distilabel.tasks import GateStep, Judge, LoadSeedsStep, Preference, ServerLLM

    (
        LoadSeedsStep(name="seeds")
        >> Preference(name="preference", llm=ServerLLM())
        >> Judge(name="judge", llm=ServerLLM())
        >> GateStep(name="pairs", judged=True)
    )


@_recipe(
    "low-resource",
    "Seeds of a small language in; requests that their own text answers, and English questions out.",
)
def low_resource() -> None:
    from cmining_distilabel.tasks import GateStep, GroundedQA, LoadSeedsStep, ReverseInstruction, ServerLLM, TrueFalse

    (
        LoadSeedsStep(name="seeds")
        >> [
            ReverseInstruction(name="reverse_instruction", llm=ServerLLM()),
            GroundedQA(name="grounded_qa", llm=ServerLLM(), language="seed,en"),
            TrueFalse(name="true_false", llm=ServerLLM(), language="en"),
        ]
        >> GateStep(name="instructions")
    )


def _scored(mode: Literal["paper", "calibrated"]) -> Any:
    """Steps from documents to the candidates of stage 1; the last of them."""
    from cmining_distilabel.steps import CultureScoreStep, EmbedStep, LoadCorpusStep, NoiseFilterStep

    return (
        LoadCorpusStep(name="load_corpus", mode=mode)
        >> NoiseFilterStep(name="noise_filter", mode=mode)
        >> EmbedStep(name="embed", mode=mode)
        >> CultureScoreStep(name="culture_score", mode=mode)
    )
