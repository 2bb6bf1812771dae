"""How a model is fine-tuned, in a YAML file, and what machine that takes."""

import importlib.util
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmining_distilabel.config.knobs import Names
from cmining_distilabel.errors import UserError, need_extra
from cmining_distilabel.files import read_yaml_mapping

_BYTES = 2.0  # a weight, as it is downloaded; 16 bits
_GB = 1e9
_SPARE = 0.95  # a card of 80 GB reports a little less


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


def check_hardware(settings: TrainSettings, name: str) -> None:
    """Refuse settings that this machine cannot train by.

    Args:
        settings: their needs.
        name: of it, for messages.

    Raises:
        UserError: the extra, a GPU, memory or bitsandbytes is missing; the message says what it needs.
    """
    need_extra("training", "train", "torch", "trl", "peft", "accelerate")
    found = gpus()
    enough = [memory for memory in found if memory >= settings.gpu_memory_gb * _SPARE]
    if len(enough) < settings.gpus:
        here = f"{len(found)} of {', '.join(f'{memory:.0f}' for memory in found)} GB" if found else "none"
        raise UserError(f"{name} needs {needs(settings)}; GPUs here: {here}; nothing was downloaded")
    if settings.method == "qlora" and importlib.util.find_spec("bitsandbytes") is None:
        raise UserError(f"{name} loads the model in 4 bits, which needs bitsandbytes: pip install bitsandbytes")


def needs(settings: TrainSettings) -> str:
    """What settings need, in words."""
    size = settings.parameters_billions
    bits = "in 4 bits" if settings.method == "qlora" else "in 16 bits"
    download = "" if Path(settings.base_model).exists() else f" and {size * _BYTES:.0f} GB of disk for the download"
    return (
        f"{settings.gpus} GPU{'s' * (settings.gpus > 1)} with {settings.gpu_memory_gb:g} GB "
        f"({settings.base_model}, {size:g} billion parameters {bits}){download}"
    )


def gpus() -> list[float]:
    """Gigabytes of each GPU that torch can use."""
    import torch

    if not torch.cuda.is_available():
        return []
    return [torch.cuda.get_device_properties(place).total_memory / _GB for place in range(torch.cuda.device_count())]
