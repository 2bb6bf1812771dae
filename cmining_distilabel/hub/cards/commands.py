"""The commands that a card gives, to do again what was done."""

from collections.abc import Mapping
from typing import Any

from cmining_distilabel.hub.cards.facts import Facts
from cmining_distilabel.mining.result.command import shell_line

_OPTIONS = (
    "tasks", "language", "limit", "temperature", "max_new_tokens", "sampling_temperature", "seed"
)  # fmt: skip


def mining_line(facts: Facts) -> str:
    """`cmining mine` as it was run, with the knobs from config.yaml; CORPUS where the documents were in memory."""
    words = facts.command or ("mine", "CORPUS")
    return shell_line(["cmining", *words, "--config", "config.yaml", "--out", "result"])


def writing_line(facts: Facts) -> str:
    """`cmining generate` as it was run; empty where the folder does not tell."""
    config: Mapping[str, Any] = facts.written.get("config", {})
    if not config:
        return ""
    words = ["cmining", "generate", "result", "--out", "result", "--model", str(facts.written.get("model", "MODEL"))]
    llm = str(facts.written.get("llm", ""))
    words += ["--llm", llm] if llm and not llm.endswith("OpenAILLM") else []
    for name in _OPTIONS:
        value = config.get(name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", ",".join(value) if isinstance(value, list) else str(value)]
    for quota in config.get("quotas", ()):
        words += ["--quota", str(quota)]
    gates = config.get("gates", {})
    words += [part for source in gates.get("benchmarks", ()) for part in ("--benchmark", str(source))]
    words += ["--grounding", str(gates["grounding"])] if "grounding" in gates else []
    words += [f"--{name.replace('_', '-')}" for name in ("judge", "revise") if config.get(name)]
    for role in ("judge", "reviser"):
        model = facts.written.get(role, {}).get("model")
        words += [f"--{role}-model", str(model)] if model and model != facts.written.get("model") else []
    for name, usual in (("best_of", 1), ("repeats", 1), ("turns", 3)):
        words += [f"--{name.replace('_', '-')}", str(config[name])] if config.get(name, usual) != usual else []
    words += [] if config.get("json_schema", True) else ["--no-json-schema"]
    return shell_line(words)
