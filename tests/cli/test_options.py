"""A message names arguments in Python, and on the command line the options that stand for them."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import cmining_distilabel
from cmining_distilabel import MiningConfig
from cmining_distilabel.cli.options import in_options
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.model import ModelSpec, check_adapter, check_model
from cmining_distilabel.evaluation.downstream.run import evaluate_model
from cmining_distilabel.evaluation.labels import classes_of
from cmining_distilabel.generation.config import GenerateConfig, Limits
from cmining_distilabel.generation.llms import make_llm
from cmining_distilabel.generation.run import generate
from cmining_distilabel.mining.result.filter import Filter
from tests.forked import cmining
from tests.generation.echo_llm import EchoLLM
from tests.seeds import write_seeds

PACKAGE = Path(cmining_distilabel.__file__).parent
TOLD = {"UserError", "Failure", "tell"}  # what makes a line for the user


def _adapter(folder: Path) -> Path:
    folder.mkdir()
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "org/base"}')
    return folder


MISTAKES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "mine": (lambda _: MiningConfig(theta=7), "theta=7: ", "--theta 7: "),
    "filter": (lambda _: Filter(min_share=7), "min_share=7: ", "--min-share 7: "),
    "misspelt": (lambda _: GenerateConfig(limt=3), "did you mean 'limit'?", "did you mean 'limit'?"),
    "generate": (lambda _: GenerateConfig(max_new_tokens=0), "max_new_tokens=0: ", "--max-new-tokens 0: "),
    "budget": (
        lambda to: generate(write_seeds(to / "r"), to / "o", EchoLLM(model="m"), limits=Limits(budget_usd=1)),
        "budget_usd needs the price of the tokens: give price=...",
        "--budget-usd needs the price of the tokens: give --prices",
    ),
    "llm": (
        lambda _: make_llm("openai", model="m", arguments=["m"]),
        "argument of the LLM: write it as NAME=VALUE",
        "argument of the LLM: write it as NAME=VALUE",
    ),
    "adapter": (
        lambda to: check_adapter(str(_adapter(to / "a")), "org/other"),
        "give model='org/base'",
        "give --model org/base",
    ),
    "evaluate": (
        lambda to: evaluate_model("blend", [], to / "o"),
        "(model=...) or stored answers (answers=...)",
        "(--model) or stored answers (--answers)",
    ),
    "labels": (
        lambda _: classes_of(["a"], ["cult*"], ["a"]),
        "no label matches positive='cult*'",
        "no label matches --positive cult*",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_names_the_argument_in_python_and_the_option_on_the_command_line(what: str, tmp_path: Path) -> None:
    act, in_python, on_command_line = MISTAKES[what]
    with pytest.raises(UserError) as raised:
        act(tmp_path)
    assert in_python in str(raised.value)
    assert on_command_line in in_options(str(raised.value))


def test_an_adapter_of_a_server_is_a_mistake_in_both_words() -> None:
    pytest.importorskip("lm_eval")
    with pytest.raises(UserError, match=r"adapter=\.\.\. is for local models"):
        check_model(ModelSpec("m", adapter="a", base_url="http://127.0.0.1:9/v1"))


def test_the_command_line_says_it_in_options(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "result")
    given = ("generate", seeds, "--out", tmp_path / "out", "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    done = cmining(*given, "--budget-usd", "1")
    assert (done.returncode, done.stderr) == (
        2,
        "cmining: --budget-usd needs the price of the tokens: give --prices\n",
    )


def test_no_error_of_a_function_names_an_option() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.is_relative_to(PACKAGE / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
                words = " ".join(
                    part.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
                assert not re.search(r"(?<![\w-])--[a-z]", words), f"{path}, line {node.lineno}: {words}"
