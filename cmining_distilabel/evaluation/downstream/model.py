"""Which model answers, and how it is loaded."""

import json
import logging
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from cmining_distilabel.errors import UserError, first_line, need_extra, one_line
from cmining_distilabel.secrets import keep_secret

_THOUGHT = "</think>"  # ends what a local model thought, in the templates of Qwen3, DeepSeek R1 and their like


@dataclass(frozen=True)
class ModelSpec:
    """A model.

    Attributes:
        name: a folder or id on the Hub; with `base_url` the name that the server knows.
        adapter: folder or Hub id of a LoRA adapter of this very model.
        base_url: address of an OpenAI-compatible server, up to and with `/v1`; None for a local model.
        chat: whether to put prompts into the model's chat template; None does if it has one. Servers always do.
        device: of torch; None for a GPU where there is one.
        dtype: of torch.
        batch_size: prompts at a time, on the device.
        concurrency: requests at a time, to the server.
        max_new_tokens: longest answer; None for what the tasks say.
        thinking: whether the chat template is asked for thoughts first; None leaves it to the template. What a model
            thought is no answer.
    """

    name: str
    adapter: str | None = None
    base_url: str | None = None
    chat: bool | None = None
    device: str | None = None
    dtype: str = "auto"
    batch_size: int = 8
    concurrency: int = 8
    max_new_tokens: int | None = None
    thinking: bool | None = None


def check_model(spec: ModelSpec) -> None:
    """Refuse what cannot work, before anything is read or loaded.

    Raises:
        UserError: the extra is missing, or the adapter is of another model.
    """
    need_extra("asking a model", "eval", "lm_eval", "torch", "tenacity")
    if spec.adapter is not None:
        if spec.base_url is not None:
            raise UserError("adapter=... is for local models; a server has its own way to load one")
        check_adapter(spec.adapter, spec.name)


def check_adapter(adapter: str, base: str) -> None:
    """Refuse an adapter that was trained on another model.

    Raises:
        UserError: it names the base that it was trained on; or there is no adapter.
    """
    trained_on = adapter_base(adapter)
    if not _same(trained_on, base):
        raise UserError(f"the adapter {adapter} was trained on {trained_on}, not on {base}; give model={trained_on!r}")


def adapter_base(adapter: str) -> str:
    """The model that an adapter belongs to.

    Raises:
        UserError: there is no such adapter, or it does not say.
    """
    file = Path(adapter) / "adapter_config.json"
    if not file.is_file():
        if Path(adapter).exists() or adapter.count("/") != 1:
            raise UserError(f"{adapter} is no LoRA adapter: it has no adapter_config.json")
        from huggingface_hub import hf_hub_download

        try:
            file = Path(hf_hub_download(adapter, "adapter_config.json"))
        except (OSError, ValueError) as error:
            raise UserError(f"no adapter {adapter} on the Hub ({first_line(error)})") from None
    try:
        base = json.loads(file.read_text(encoding="utf-8"))["base_model_name_or_path"]
    except (ValueError, KeyError, TypeError):
        base = None
    if not isinstance(base, str) or not base:
        raise UserError(f"{file} does not say which model the adapter belongs to (base_model_name_or_path)")
    return base


@contextmanager
def hushed(quiet: bool) -> Iterator[None]:
    """Keep the bars and prints of libraries off the terminal; they are no results, and not wanted in a log either."""
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(StringIO()))
        if quiet or not sys.stderr.isatty():
            stack.enter_context(redirect_stderr(StringIO()))
        yield


def load_model(spec: ModelSpec, *, quiet: bool = True) -> tuple[Any, bool]:
    """The harness's model, and whether prompts go through its chat template.

    Raises:
        UserError: an extra is missing, or the model or adapter cannot be loaded.
    """
    check_model(spec)
    from lm_eval.api.registry import get_model

    # What they say is for those who call them themselves; of requests that failed it is all of what was sent.
    for library in ("lm_eval", "asyncio"):
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    if spec.base_url is not None:
        from cmining_distilabel.evaluation.downstream.kept import ServerModel

        return ServerModel(
            model=spec.name,
            **_endpoint(spec.base_url),
            num_concurrent=spec.concurrency,
            thinking=spec.thinking,
            eos_string="<|endoftext|>",  # one that it is given spares a warning; servers stop by themselves
        ), True
    try:
        with hushed(quiet):
            loaded = get_model("hf")(
                pretrained=spec.name,
                peft=spec.adapter,
                dtype=spec.dtype,
                softmax_dtype="float32",  # likelihoods of half precision, summed, are rounded to whole nats
                batch_size=spec.batch_size,
                device=spec.device or _device(),
                enable_thinking=spec.thinking,
                think_end_token=_THOUGHT if spec.thinking else None,
            )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise UserError(f"the model {spec.name} cannot be loaded: {one_line(error)[:300]}") from None
    has_template = bool(getattr(loaded.tokenizer, "chat_template", None))
    if spec.chat and not has_template:
        raise UserError(f"the model {spec.name} has no chat template; leave out chat=True")
    return loaded, has_template if spec.chat is None else spec.chat


def _endpoint(base_url: str) -> dict[str, Any]:
    """Where completions are asked for, and the header for an address with user and password, which aiohttp refuses."""
    keep_secret(base_url)
    parts = urlsplit(base_url)
    user, at, host = parts.netloc.rpartition("@")
    path = f"{parts.path.rstrip('/')}/chat/completions"
    address = urlunsplit((parts.scheme, host, path, parts.query, ""))
    if not at:
        return {"base_url": address}
    basic = b64encode(unquote(user).encode()).decode()
    keep_secret(basic, "token")
    return {"base_url": address, "header": {"Authorization": f"Basic {basic}"}}


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"


def _same(one: str, other: str) -> bool:
    if os.path.isdir(one) and os.path.isdir(other):
        return os.path.realpath(one) == os.path.realpath(other)
    return one.rstrip("/") == other.rstrip("/")
