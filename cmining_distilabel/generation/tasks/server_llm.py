"""A server with the API of OpenAI, all of it set when a pipeline is run."""

# No `from __future__ import annotations` here: distilabel and pydantic read annotations at run time.
import os
from typing import Any

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.models.llms import OpenAILLM
from pydantic import Field, SecretStr

from cmining_distilabel.errors import UserError


class ServerLLM(OpenAILLM):
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
