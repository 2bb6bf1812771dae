"""Any LLM of distilabel, by a short name or its class, made ready to be asked."""

import asyncio
import importlib
import importlib.util
import inspect
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.errors import Failure, UserError, need_extra, one_line
from cmining_distilabel.files.safe_yaml import parse_yaml
from cmining_distilabel.generation.config import AskConfig
from cmining_distilabel.generation.reply import Reply, text_of
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.secrets import importing_distilabel, keep_secret, redacted

SHORT = {
    "openai": "distilabel.models.llms.OpenAILLM",
    "transformers": "distilabel.models.llms.TransformersLLM",
    "inference-endpoints": "distilabel.models.llms.InferenceEndpointsLLM",
}
"""Short names of classes; any other is given by its path, `package.module.Class`."""


def make_llm(
    llm: str,
    *,
    model: str | None = None,
    base_url: str | None = None,
    arguments: Sequence[str] = (),
    timeout: float = 120,
    role: str = "",
) -> Any:
    """Make one of distilabel's LLMs; nothing is loaded or called yet.

    Args:
        llm: a key of `SHORT`, or the path of a class.
        model: the model's name, as the server or the Hub knows it.
        base_url: address of an OpenAI-compatible server (vLLM, llama.cpp, Ollama, TGI), up to and with `/v1`.
        arguments: further keyword arguments, `NAME=VALUE`, the value in YAML.
        timeout: seconds after which a request counts as failed.
        role: what the model does beside writing: "judge" has its key in JUDGE_API_KEY, where that is set.

    Raises:
        UserError: there is no such class, an extra is missing, or the class does not take an argument.
        Failure: no model of the server is named.
    """
    given = dict(map(_argument, arguments))
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise UserError(f"base_url={public_name(base_url)}: an address begins with http:// or https://")
    if model is not None:
        given[_model_argument(llm, given.get("base_url", base_url))] = model
    if base_url is not None:
        given["base_url"] = base_url
    keep_secret(given)
    if llm == "openai":
        need_extra("the LLM 'openai'", "llm", "openai")
        if "model" not in given:
            address = public_name(base_url or "https://api.openai.com/v1")
            raise Failure(f"no model is named for the server at {address}: give model=...; {address}/models lists them")
        # Retries are ours, so that there is one count of them. One's own server needs no key, but the client wants one.
        given = {"max_retries": 0, "timeout": max(1, round(timeout)), **given}
        if key := os.environ.get(f"{role.upper()}_API_KEY") if role else None:
            given = {"api_key": key, **given}
            keep_secret(given)
        elif base_url is not None and not os.environ.get("OPENAI_API_KEY"):
            given.setdefault("api_key", "none")
    if llm == "transformers":
        need_extra("the LLM 'transformers'", "sentence-transformers", "transformers")
    kind = _reading(_class(SHORT.get(llm, llm)))
    unknown = sorted(given.keys() - kind.model_fields.keys())
    if unknown:
        raise UserError(f"the LLM '{llm}' takes no {', '.join(unknown)}; it takes {', '.join(kind.model_fields)}")
    try:
        return kind(**given)
    except ValidationError as error:  # its own text holds the values, keys among them
        first = error.errors(include_input=False, include_url=False)[0]
        raise UserError(f"the LLM '{llm}': {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except ValueError as error:
        raise UserError(f"the LLM '{llm}': {_first(error)}") from None


class Speaker(NamedTuple):
    """An LLM, and the parameters of its generation."""

    llm: Any
    parameters: dict[str, Any]

    @property
    def model(self) -> str:
        """The model's name."""
        return str(self.llm.model_name)


def parameters_for(name: str, config: AskConfig) -> dict[str, Any]:
    """The parameters of the generation, as the class of that name takes them."""
    if name == "transformers" and config.temperature == 0:
        return {"max_new_tokens": config.max_new_tokens, "do_sample": False}
    return {"max_new_tokens": config.max_new_tokens, "temperature": config.temperature}


def load_llm(llm: Any) -> None:
    """Load an LLM.

    Raises:
        UserError: a key or a package is missing, or the model cannot be found.
    """
    try:
        llm.load()
    except (ImportError, ValueError, OSError, RuntimeError) as error:
        raise UserError(f"the LLM '{type(llm).__name__}' cannot be loaded: {_first(error)}") from error


async def close_llm(llm: Any) -> None:
    """Close an API's connections, which would otherwise outlive their event loop, and complain."""
    close = getattr(getattr(llm, "_aclient", None), "close", None)
    if inspect.iscoroutinefunction(close):
        await close()


def is_async(llm: Any) -> bool:
    """Whether an LLM takes requests one by one, many at once (an API), or a batch at a time (a local model)."""
    return hasattr(llm, "agenerate")


def ways_to_hold(llm: Any, schema: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Parameters that hold a model to a JSON schema, as servers differ in them; none of them last.

    First what OpenAI, vLLM, llama.cpp, Ollama and TGI know, then what llama-cpp-python does. Only an LLM of distilabel
    that takes `extra_body`, so talks with the API of OpenAI, can be told.
    """
    takes = inspect.signature(llm.agenerate).parameters if is_async(llm) else ()
    if schema is None or "extra_body" not in takes or getattr(llm, "structured_output", None):
        return [{}]
    formats: tuple[dict[str, Any], ...] = (
        {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        {"type": "json_object", "schema": schema},
    )
    return [*({"extra_body": {"response_format": form}} for form in formats), {}]


async def ask(llm: Any, prompts: Sequence[str], parameters: Mapping[str, Any], system: str = "") -> list[Reply]:
    """The replies to prompts, each told the system prompt before.

    An LLM of distilabel that swallows its errors answers None without a count of tokens: that is an error here.
    """
    before = [{"role": "system", "content": system}] if system else []
    chats = [[*before, {"role": "user", "content": prompt}] for prompt in prompts]
    if is_async(llm):
        outputs = await asyncio.gather(*(llm.agenerate(input=chat, num_generations=1, **parameters) for chat in chats))
    else:
        outputs = await asyncio.to_thread(llm.generate, inputs=chats, num_generations=1, **parameters)
    return [_read(output, system + prompt) for output, prompt in zip(outputs, prompts, strict=True)]


def _read(output: Mapping[str, Any], prompt: str) -> Reply:
    content = next(iter(output["generations"] or ()), None)
    text = None if content is None else text_of(content)
    counted = [_sum(output, name) for name in ("input_tokens", "output_tokens")]
    finish = next(iter(output.get("finish_reasons") or ()), None)  # of a `CompletionReader`
    if text is None and not counted[1] and "finish_reasons" not in output:
        raise ConnectionError("the server gave no answer")
    return Reply(text, finish, counted[0] or count_tokens(prompt), counted[1] or count_tokens(text or ""))


def _sum(output: Mapping[str, Any], name: str) -> int:
    """Tokens, as far as they were counted: an answer is kept whatever its bookkeeping looks like."""
    statistics = output.get("statistics")
    values = statistics.get(name) if isinstance(statistics, Mapping) else None
    return sum(value for value in values if type(value) is int) if isinstance(values, list) else 0


def _reading(kind: Any) -> Any:
    """A class that talks with the API of OpenAI, made to read all that servers send; another as it is."""
    from distilabel.models.llms import OpenAILLM

    from cmining_distilabel.generation.tasks.server_llm import CompletionReader

    if not issubclass(kind, OpenAILLM) or issubclass(kind, CompletionReader):
        return kind
    own = {"__module__": kind.__module__, "__doc__": kind.__doc__}
    with importing_distilabel():
        return type(kind)(kind.__name__, (CompletionReader, kind), own)


def _model_argument(name: str, base_url: str | None) -> str:
    """What a class calls the model's name.

    Raises:
        UserError: the class would look the model up where nothing is any more.
    """
    if name != "inference-endpoints":
        return "model"
    if base_url is not None:
        return "model_display_name"  # an endpoint serves one model
    from huggingface_hub import InferenceClient

    if not hasattr(InferenceClient, "get_model_status"):  # huggingface-hub 1.0 took it away; distilabel 1.5 calls it
        raise UserError(
            "inference-endpoints needs the endpoint: give base_url=..., or arguments=['endpoint_name=NAME'] without "
            "model=...; for a model without an endpoint use llm='openai', base_url='https://router.huggingface.co/v1', "
            "with your token as OPENAI_API_KEY"
        )
    return "model_id"


def _class(path: str) -> Any:
    module, _, name = path.rpartition(".")
    try:
        with importing_distilabel():
            kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise UserError(
            f"there is no LLM '{path}'; name one of {', '.join(SHORT)}, or a class (package.module.Class)"
        ) from None
    if not (isinstance(kind, type) and hasattr(kind, "generate") and hasattr(kind, "model_fields")):
        raise UserError(f"'{path}' is no LLM of distilabel")
    return kind


def _argument(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    try:
        if equals and name:
            return name, parse_yaml(value, "the value")
    except UserError:  # its message may hold a key
        pass
    which = f" {name!r}" if equals and name else ""  # one without a name may be a key
    raise UserError(f"argument{which} of the LLM: write it as NAME=VALUE, the value in YAML")


def _first(error: BaseException) -> str:
    return redacted(one_line(error))[:300]
