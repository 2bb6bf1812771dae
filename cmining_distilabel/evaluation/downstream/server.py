"""A server with the API of OpenAI as a model of the harness, whose replies are read as `generate` reads them."""

from typing import Any

from lm_eval.models.openai_completions import LocalChatCompletion

from cmining_distilabel.generation.reply import Reply, read_completion


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


class ServerModel(LocalChatCompletion):  # type: ignore[misc]
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
