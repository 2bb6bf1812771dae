"""A server with the API of OpenAI, all of it set when a pipeline is run."""

import asyncio
import os
from typing import Any

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.models.llms import OpenAILLM
from pydantic import Field, SecretStr

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.reply import ServerError, read_completion
from cmining_distilabel.generation.server_errors import address_of, seconds_to_wait, told


class CompletionReader:
    """Makes an LLM with the API of OpenAI read whatever servers send (`reply.read_completion`).

    A reply of which only the bookkeeping is missing is kept; one that holds an error raises `ServerError`.
    """

    base_url: Any
    max_retries: Any

    def __del__(self) -> None:
        # distilabel's own complains on the terminal where an argument was refused, and nothing was made.
        if getattr(self, "__pydantic_private__", None) is not None:
            super().__del__()  # type: ignore[misc]

    async def _generate_chat_completion(self, *arguments: Any, **named: Any) -> Any:
        # The client of OpenAI sends again what failed by its HTTP status; an error with status 200 is left to us.
        for attempt in range(self.max_retries + 1):
            try:
                return await super()._generate_chat_completion(*arguments, **named)  # type: ignore[misc]
            except ServerError as error:
                if not self.max_retries:  # it is up to the caller
                    raise
                if attempt == self.max_retries:
                    raise ServerError(told(error, address_of(self))) from None
                await asyncio.sleep(seconds_to_wait(error, attempt, backoff=1.0))

    def _generations_from_openai_completion(self, completion: Any) -> dict[str, Any]:
        body = completion.to_dict(warnings=False) if hasattr(completion, "to_dict") else completion
        reply = read_completion(body)
        return {
            "generations": [reply.text],
            "statistics": {"input_tokens": [reply.input_tokens], "output_tokens": [reply.output_tokens]},
            "finish_reasons": [reply.finish],
        }


class ServerLLM(CompletionReader, OpenAILLM):
    """distilabel's OpenAILLM with the model as a runtime parameter, and no key where the server wants none.

    So that a recipe in YAML serves any model behind vLLM, llama.cpp, Ollama, TGI or a provider of that API.

    Attributes:
        model: the model's name at the server.

    Runtime parameters:
        - `model`: as above.
        - `base_url`: the server's address, up to and with `/v1`. Defaults to `http://127.0.0.1:8000/v1`.
        - `generation_kwargs`: of a request. Defaults to a temperature of 0.7 and 768 tokens: distilabel's 128 would
            cut most answers off.
        - `json_schema`: whether the server shall hold the model to the task's schema, as those of vLLM, llama.cpp,
            Ollama and TGI can; another may refuse all requests then. Defaults to `False`.
        - `api_key`, `timeout`, `max_retries`: as distilabel has them.
    """

    model: RuntimeParameter[str] = Field(default="", description="The model's name at the server.")
    base_url: RuntimeParameter[str] = Field(
        default="http://127.0.0.1:8000/v1", description="The server's address, up to and with /v1."
    )
    api_key: RuntimeParameter[SecretStr] | None = Field(
        default_factory=lambda: SecretStr(os.environ.get("OPENAI_API_KEY", "none")), description="The server's key."
    )

    generation_kwargs: RuntimeParameter[dict[str, Any]] | None = Field(
        default_factory=lambda: {"max_new_tokens": 768, "temperature": 0.7}, description="Parameters of a request."
    )

    json_schema: RuntimeParameter[bool] = Field(
        default=False, description="Have the server hold the model to the task's schema; it must know how."
    )

    async def _generate_chat_completion(self, *arguments: Any, **named: Any) -> Any:
        try:
            return await super()._generate_chat_completion(*arguments, **named)
        except ServerError:
            raise
        except Exception as error:  # noqa: BLE001 (of any client; distilabel names the step, not the server)
            raise ServerError(told(error, address_of(self))) from None

    def hold_to(self, schema: dict[str, Any]) -> None:
        """Send a JSON schema along with every request, if `json_schema` is set."""
        if self.json_schema:
            held = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
            self.generation_kwargs = {**(self.generation_kwargs or {}), "extra_body": {"response_format": held}}

    def load(self) -> None:
        """Connect.

        Raises:
            UserError: no model is named.
        """
        if not self.model:
            raise UserError("no model is named: give it as STEP.llm.model=NAME")
        super().load()
