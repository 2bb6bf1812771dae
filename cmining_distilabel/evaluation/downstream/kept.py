"""Models of the harness: one whose answers are kept as they come, and a server, read as `generate` reads it."""

import json
from collections.abc import Callable
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM
from lm_eval.models.openai_completions import LocalChatCompletion

from cmining_distilabel.generation.reply import Reply, read_completion
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.request import request_key

_GENERATE, _LIKELIHOOD = "generate_until", "loglikelihood"


class KeptLM(LM):
    """Passes on only the requests that have no answer yet.

    The harness's own cache keeps pickles in SQLite; these are lines of JSON that anybody can read.

    Args:
        model: of the harness.
        name: of the model, as part of what makes a request.
        store: of the answers.
        progress: called with the number of answers that came.
    """

    def __init__(
        self,
        model: Any,
        name: str,
        store: ReplyStore,
        progress: Callable[[int], Any] = lambda done: None,
    ) -> None:
        super().__init__()
        self._model, self._name, self._store = model, name, store
        self._progress = progress
        model.set_cache_hook(self)

    @property
    def rank(self) -> int:
        return int(self._model.rank)

    @property
    def world_size(self) -> int:
        return int(self._model.world_size)

    @property
    def tokenizer_name(self) -> str:
        return str(self._model.tokenizer_name)

    def chat_template(self, chat_template: bool | str = False) -> str | None:
        template: str | None = self._model.chat_template(chat_template)
        return template

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> Any:
        return self._model.apply_chat_template(chat_history, add_generation_prompt)

    def generate_until(self, requests: list[Instance], disable_tqdm: bool = True) -> list[str]:
        """Answers in the order of the requests."""
        return [self._text(key) for key in self._ask(_GENERATE, requests, self._key)]

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        """Log likelihood of a continuation, and whether it is the likeliest; in the order of the requests."""
        keys = self._ask(_LIKELIHOOD, requests, self._likelihood_key)
        return [(value, greedy) for value, greedy in (json.loads(self._text(key)) for key in keys)]

    def _ask(self, kind: str, requests: list[Instance], key_of: Callable[..., str]) -> list[str]:
        """Have the model answer what has no answer yet; the keys of all answers."""
        keys = [key_of(*request.args) for request in requests]
        left = {key: request for key, request in zip(keys, requests, strict=True) if self._store.get(key) is None}
        self._progress(len(keys) - len(left))
        if left:
            answers = getattr(self._model, kind)(list(left.values()), disable_tqdm=True)
            for request, answer in zip(left.values(), answers, strict=True):
                self.add_partial(kind, request.args, answer)  # what the model itself told of is there already
        return keys

    def add_partial(self, attribute: str, request: Any, answer: Any) -> None:
        """The harness's models call this with each answer as it comes."""
        if attribute == _GENERATE:
            key, reply = self._key(*request), reply_of(answer)  # tokens are counted at the end, all at once
        elif attribute == _LIKELIHOOD:
            value, greedy = answer
            key, reply = self._likelihood_key(*request), Reply(json.dumps([float(value), bool(greedy)]))
        else:
            return
        if self._store.get(key) is None:
            self._store.add(key, reply)
            self._progress(1)

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        raise NotImplementedError(
            "perplexity of whole texts is neither right nor wrong; cmining evaluate perplexity reads texts"
        )

    def _key(self, prompt: Any, settings: dict[str, Any]) -> str:
        return request_key(self._name, _plain(prompt), settings)

    def _likelihood_key(self, prompt: Any, continuation: str) -> str:
        return self._key(prompt, {"likelihood_of": continuation})

    def _text(self, key: str) -> str:
        return Said(self._store.get(key) or Reply(None))


def _plain(prompt: Any) -> str:
    """A prompt for a server is a conversation in JSON, wrapped in a class of the harness."""
    return str(getattr(prompt, "prompt", prompt))


class Said(str):
    """A text that the harness passes on as it is, with the reply that it comes from.

    The harness makes what an answer is compared with of the answer's own type, from a text.
    """

    reply: Reply

    def __new__(cls, reply: Reply | str) -> "Said":
        reply = reply if isinstance(reply, Reply) else Reply(reply)
        text = super().__new__(cls, reply.text or "")
        text.reply = reply
        return text


def reply_of(text: str) -> Reply:
    """The reply that a text of the harness comes from."""
    return text.reply if isinstance(text, Said) else Reply(text)


class ServerModel(LocalChatCompletion):
    """The harness's client, which takes an error for an empty answer, and an answer in parts for none."""

    def __init__(self, *, thinking: bool | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._thinking = thinking

    def _create_payload(self, *given: Any, **options: Any) -> dict[str, Any]:
        """What is sent; vLLM, SGLang and llama.cpp hand `chat_template_kwargs` to the model's template."""
        payload: dict[str, Any] = super()._create_payload(*given, **options)
        wish = {} if self._thinking is None else {"chat_template_kwargs": {"enable_thinking": self._thinking}}
        return {**payload, **wish}

    def parse_generations(self, outputs: Any, **_: Any) -> list[str]:
        """The reply in the body of an HTTP answer.

        Raises:
            ServerError: the body holds an error; the harness asks again.
        """
        return [Said(read_completion(outputs))]
