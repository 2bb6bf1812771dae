"""The templates of prompts, in prompts/."""

from functools import cache
from pathlib import Path

import jinja2
import xxhash

from cmining_distilabel.generation.tasks.target import FILES

PROMPTS = Path(__file__).parent / "prompts"


@cache
def environment() -> jinja2.Environment:
    """Where templates are; each is parsed once."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(PROMPTS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def version_of(name: str) -> str:
    """Version of a task's prompt: it changes whenever a template that it is made of does."""
    files = [PROMPTS / file for file in ("_task.jinja2", "target.jinja2", f"{name}.jinja2", f"{name}.yaml")]
    files += FILES.values()
    texts = [file.read_bytes() for file in files if file.exists()]
    return f"{name}-{xxhash.xxh3_64_hexdigest(b''.join(texts))[:8]}"
