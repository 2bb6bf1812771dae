"""How a model is fine-tuned, in a YAML file."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping
from cmining_distilabel.knobs import Names


class TrainSettings(BaseModel):
    """Settings of `examples/train_lora.py`; `examples/train/` has them for 0.5 to 32 billion parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    base_model: str = Field(description="Folder or Hub id of the model that the adapter is trained on.")
    parameters_billions: float = Field(gt=0, description="Of the base model.")
    method: Literal["lora", "qlora"] = Field(default="lora", description="qlora: the base model in 4 bits.")
    sharding: Literal["none", "fsdp"] = Field(default="none", description="fsdp: started by `accelerate launch`.")
    gpus: int = Field(default=1, ge=0, description="That it needs; 0: a processor will do.")
    gpu_memory_gb: float = Field(default=0, ge=0, description="That each of them needs.")
    lora_rank: int = Field(default=16, ge=1)
    lora_alpha: int = Field(default=32, ge=1)
    lora_dropout: float = Field(default=0.05, ge=0, lt=1)
    target_modules: str | Names = Field(default="all-linear", description="Layers that get an adapter.")
    epochs: float = Field(default=3, gt=0)
    max_steps: int = Field(default=-1, description="Ends the training before `epochs` do; -1: it does not.")
    learning_rate: float = Field(default=1e-4, gt=0)
    scheduler: str = Field(default="cosine")
    warmup_steps: float = Field(default=0.03, ge=0, description="Below 1 a share of the steps.")
    batch_size: int = Field(default=4, ge=1, description="Conversations a device.")
    gradient_accumulation: int = Field(default=8, ge=1)
    max_length: int = Field(default=2048, ge=16, description="Tokens of a conversation; the rest is cut off.")
    assistant_only_loss: bool = Field(default=True, description="Learn the answers, not the questions.")
    thinking: bool | None = Field(
        default=None, description="Whether the chat template has room for thoughts; left to the template by default."
    )
    seed: int = Field(default=0, ge=0, description="Of the adapter's weights and of the order of the data.")


def read_settings(path: str | Path) -> TrainSettings:
    """Read settings.

    Raises:
        UserError: the file cannot be read, or a setting is unknown or out of range.
    """
    try:
        return TrainSettings(**read_yaml_mapping(path))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{path}: '{name}': {first['msg']}") from None
