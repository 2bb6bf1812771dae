"""Whether this machine can train a recipe, told before anything is downloaded."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from cmining_distilabel.errors import UserError, missing_extra
from cmining_distilabel.training.recipe import TrainRecipe

_BYTES = 2.0  # a weight, as it is downloaded; 16 bits
_GB = 1e9
_SPARE = 0.95  # a card of 80 GB reports a little less


def check_hardware(recipe: TrainRecipe, name: str) -> None:
    """Refuse a recipe that this machine cannot train.

    Args:
        recipe: its needs.
        name: of it, for messages.

    Raises:
        UserError: the extra, a GPU, memory or bitsandbytes is missing; the message says what it needs.
    """
    if any(importlib.util.find_spec(module) is None for module in ("torch", "trl", "peft", "accelerate")):
        raise missing_extra("training", "train")
    found = gpus()
    enough = [memory for memory in found if memory >= recipe.gpu_memory_gb * _SPARE]
    if len(enough) < recipe.gpus:
        here = f"{len(found)} of {', '.join(f'{memory:.0f}' for memory in found)} GB" if found else "none"
        raise UserError(f"{name} needs {needs(recipe)}; GPUs here: {here}; nothing was downloaded")
    if recipe.method == "qlora" and importlib.util.find_spec("bitsandbytes") is None:
        raise UserError(f"{name} loads the model in 4 bits, which needs bitsandbytes: pip install bitsandbytes")


def needs(recipe: TrainRecipe) -> str:
    """What a recipe needs, in words."""
    size = recipe.parameters_billions
    bits = "in 4 bits" if recipe.method == "qlora" else "in 16 bits"
    download = "" if Path(recipe.base_model).exists() else f" and {size * _BYTES:.0f} GB of disk for the download"
    return (
        f"{recipe.gpus} GPU{'s' * (recipe.gpus > 1)} with {recipe.gpu_memory_gb:g} GB "
        f"({recipe.base_model}, {size:g} billion parameters {bits}){download}"
    )


def gpus() -> list[float]:
    """Gigabytes of each GPU that torch can use."""
    import torch

    if not torch.cuda.is_available():
        return []
    return [torch.cuda.get_device_properties(place).total_memory / _GB for place in range(torch.cuda.device_count())]
