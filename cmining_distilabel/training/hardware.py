"""Whether this machine can train by some settings, told before anything is downloaded."""

import importlib.util
from pathlib import Path

from cmining_distilabel.errors import UserError, need_extra
from cmining_distilabel.training.settings import TrainSettings

_BYTES = 2.0  # a weight, as it is downloaded; 16 bits
_GB = 1e9
_SPARE = 0.95  # a card of 80 GB reports a little less


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
