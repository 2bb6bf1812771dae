"""The path to a local model, with a tiny random Llama that the test makes."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.full
transformers = pytest.importorskip("transformers")
torch = pytest.importorskip("torch")
tokenizers = pytest.importorskip("tokenizers")

from cmining_distilabel.generation.config import GenerateConfig, Limits  # noqa: E402
from cmining_distilabel.generation.llms import make_llm, parameters_for  # noqa: E402
from cmining_distilabel.generation.run import generate  # noqa: E402
from tests.seeds import write_seeds  # noqa: E402
from tests.tiny_llama import write_tiny_llama  # noqa: E402


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_a_local_model_is_asked_in_batches_and_its_nonsense_rejected(tmp_path: Path, temperature: float) -> None:
    model = write_tiny_llama(tmp_path / "model")
    config = GenerateConfig(tasks=("grounded_qa",), limit=5, max_new_tokens=8, temperature=temperature)
    llm = make_llm("transformers", model=str(model), arguments=["device=cpu"])
    report = generate(
        write_seeds(tmp_path / "result"),
        tmp_path / "out",
        llm,
        config,
        Limits(concurrency=2, retries=0),
        parameters=parameters_for("transformers", config),
        quiet=True,
    )
    assert (report["accepted"], report["rejected"]) == (0, 5)
    assert set(report["gates"]) == {"schema"}
    assert report["tokens"]["output"] > 0
    assert (tmp_path / "out" / "answers.jsonl").read_text().count("\n") == 5
    written = (tmp_path / "out" / "rejected.parquet").read_bytes() + (tmp_path / "out" / "generate.json").read_bytes()
    assert str(tmp_path).encode() not in written, "a local model is named, not located"
