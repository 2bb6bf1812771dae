import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.encode.pool import EncoderPool

TEXTS = ["tea in a bowl", "ash over the village", "tea tea tea", "a train leaves"] * 40
INSTALLED = importlib.util.find_spec("sentence_transformers") is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentenceTransformer of two small layers with random weights, saved as any other."""
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    root = tmp_path_factory.mktemp("model")
    words = sorted({word for text in TEXTS for word in text.split()})
    vocabulary = root / "vocab.txt"
    vocabulary.write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words, "query", ":"]), encoding="utf-8"
    )
    config = BertConfig(
        vocab_size=len(words) + 7,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(root / "bert")
    BertTokenizerFast(str(vocabulary)).save_pretrained(root / "bert")
    transformer = Transformer(str(root / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(root / "tiny"))
    return root / "tiny"


def _config(folder: Path | str, store: Path, **options: object) -> EmbedConfig:
    return EmbedConfig(encoder=str(folder), device="cpu", batch_size=32, store=str(store), **options)


@pytest.mark.full
def test_a_folder_is_encoded_once_in_one_process_or_in_two(folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [f"{text} {'tea ' * (number % 7)}" for number, text in enumerate(TEXTS)]
    one = embed_texts(texts, _config(folder, tmp_path / "one"))
    two = embed_texts(texts, _config(folder, tmp_path / "two", workers=2))
    assert one.encoded == two.encoded == len(set(texts))
    np.testing.assert_allclose(one.vectors[:], two.vectors[:], atol=2e-3)
    model = SentenceTransformer(str(folder), device="cpu")
    np.testing.assert_allclose(one.vectors[:], model.encode(texts, normalize_embeddings=True), atol=2e-3)
    assert embed_texts(texts, _config(folder, tmp_path / "one")).encoded == 0


@pytest.mark.full
def test_the_id_of_a_folder_is_its_content(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "tiny")
    copy, original = _config(tmp_path / "tiny", tmp_path), _config(folder, tmp_path)
    assert load_encoder(copy).id == load_encoder(original).id
    assert str(folder) not in load_encoder(original).id
    weights = tmp_path / "tiny" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert load_encoder(copy).id != load_encoder(original).id


@pytest.mark.full
def test_prompt_and_dtype_change_vectors_and_id(folder: Path, tmp_path: Path) -> None:
    plain = load_encoder(_config(folder, tmp_path))
    prompted = load_encoder(_config(folder, tmp_path, prompt="query: "))
    halved = load_encoder(_config(folder, tmp_path, dtype="bfloat16"))
    assert len({plain.id, prompted.id, halved.id}) == 3
    vectors = plain.encode(TEXTS[:4])
    np.testing.assert_allclose(
        prompted.encode(TEXTS[:4]), plain.encode([f"query: {text}" for text in TEXTS[:4]]), atol=1e-5
    )
    assert not np.array_equal(halved.encode(TEXTS[:4]), vectors)
    np.testing.assert_allclose(halved.encode(TEXTS[:4]), vectors, atol=0.05)
    np.testing.assert_allclose(np.linalg.norm(halved.encode(TEXTS[:4]), axis=1), 1, atol=1e-6)


@pytest.mark.full
def test_a_folder_without_a_model_is_an_error_even_in_worker_processes(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    (tmp_path / "model").mkdir()
    for workers in (1, 2):
        with pytest.raises(UserError, match="cannot be loaded"):
            embed_texts([f"text {i}" for i in range(99)], _config(tmp_path / "model", tmp_path / "s", workers=workers))
    with pytest.raises(UserError, match="it has no revision 'v1'"):
        load_encoder(_config(tmp_path / "model", tmp_path, encoder_revision="v1"))
    with pytest.raises(UserError, match="no folder"):
        load_encoder(_config(tmp_path / "missing", tmp_path))


def _offline(script: str, home: Path) -> str:
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    start = (
        "from cmining_distilabel.config import EmbedConfig\n"
        "from cmining_distilabel.mining.encode.encoders import load_encoder\n"
        "from cmining_distilabel.errors import UserError\n"
    )
    command = [sys.executable, "-c", start + script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.full
def test_offline_a_hub_model_comes_from_the_cache_and_its_id_holds_the_commit(folder: Path, tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "hub" / "models--org--tiny"
    shutil.copytree(folder, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit, encoding="utf-8")
    script = (
        "encoder = load_encoder(EmbedConfig(encoder='org/tiny', device='cpu'))\n"
        "print(encoder.id, encoder.encode(['tea']).shape)\n"
    )
    assert _offline(script, tmp_path) == f"org/tiny@{commit} dtype=auto (1, 32)\n"


@pytest.mark.full
def test_offline_a_model_that_is_not_cached_is_one_clear_line(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    said = _offline(
        "try:\n"
        "    load_encoder(EmbedConfig(encoder='no-such-org/no-such-model')).id\n"
        "except UserError as error:\n"
        "    print(error)\n",
        tmp_path,
    )
    assert said.startswith("the encoder 'no-such-org/no-such-model' (revision main) is neither on the Hugging Face Hub")
    assert said.count("\n") == 1


@pytest.mark.skipif(INSTALLED, reason="sentence-transformers is installed here")
def test_without_the_extra_the_error_says_what_to_install() -> None:
    with pytest.raises(UserError, match=r"pip install 'cmining-distilabel\[sentence-transformers\]'"):
        load_encoder(EmbedConfig(encoder="org/name"))


@pytest.mark.full
def test_several_devices_are_a_process_each(folder: Path, tmp_path: Path) -> None:
    texts = [f"{text} {'tea ' * (number % 7)}" for number, text in enumerate(TEXTS)]
    two = EmbedConfig(encoder=str(folder), device="cpu, cpu:0", batch_size=32, store=str(tmp_path / "two"))
    with EncoderPool(two, 2) as pool:
        found = dict(pool.map((start, texts[start : start + 32]) for start in range(0, len(texts), 32)))
        assert sorted(process.device for process in pool._processes) == ["cpu", "cpu:0"]
    one = load_encoder(_config(folder, tmp_path))
    np.testing.assert_allclose(found[32], one.encode(texts[32:64]), atol=1e-5)
    assert embed_texts(texts, two).encoded == len(set(texts))
    assert load_encoder(two).id == one.id


def _int8(model: Any, folder: Path, backend: str) -> str:
    """Quantise an exported model, and where in the folder the outcome is."""
    if backend == "onnx":
        from sentence_transformers.backend import export_dynamic_quantized_onnx_model

        export_dynamic_quantized_onnx_model(model, "avx512_vnni", str(folder))
        return "onnx/model_qint8_avx512_vnni.onnx"
    import nncf
    import openvino

    # sentence-transformers' own way calibrates on a data set from the Hub.
    small = nncf.compress_weights(openvino.Core().read_model(folder / "openvino" / "openvino_model.xml"))
    openvino.save_model(small, folder / "openvino" / "openvino_model_qint8.xml")
    return "openvino/openvino_model_qint8.xml"


@pytest.mark.full
@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_an_exported_model_gives_the_same_vectors_and_int8_nearly(folder: Path, tmp_path: Path, backend: str) -> None:
    pytest.importorskip({"onnx": "optimum.onnxruntime", "openvino": "optimum.intel.openvino"}[backend])
    from sentence_transformers import SentenceTransformer

    copy = tmp_path / "tiny"
    shutil.copytree(folder, copy)
    model = SentenceTransformer(str(copy), backend=backend, device="cpu")
    model.save_pretrained(str(copy))
    plain = load_encoder(_config(copy, tmp_path)).encode(TEXTS[:4])
    exported = load_encoder(_config(copy, tmp_path, backend=backend))
    np.testing.assert_allclose(exported.encode(TEXTS[:4]), plain, atol=1e-4)
    file = _int8(model, copy, backend)
    small = load_encoder(_config(copy, tmp_path, backend=backend, backend_file=file))
    assert len({exported.id, small.id, load_encoder(_config(copy, tmp_path)).id}) == 3
    vectors = small.encode(TEXTS[:4])
    assert not np.array_equal(vectors, exported.encode(TEXTS[:4]))
    assert (np.sum(vectors * plain, axis=1) > 0.95).all()
    with pytest.raises(UserError, match=f"cannot be loaded with the backend {backend}"):
        load_encoder(_config(copy, tmp_path, backend=backend, backend_file="missing/model.onnx")).encode(["tea"])
    several = embed_texts(TEXTS, _config(copy, tmp_path / "store", backend=backend, backend_file=file, workers=2))
    np.testing.assert_allclose(several.vectors[:4], vectors, atol=2e-3)


@pytest.mark.full
def test_options_of_one_backend_are_refused_by_the_others(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="set backend"):
        load_encoder(_config(folder, tmp_path, backend_file="onnx/model.onnx"))
    if importlib.util.find_spec("optimum") is None:
        with pytest.raises(UserError, match=r"cmining-distilabel\[onnx\]"):
            load_encoder(_config(folder, tmp_path, backend="onnx"))
    else:
        with pytest.raises(UserError, match="is for the backend torch"):
            load_encoder(_config(folder, tmp_path, backend="onnx", dtype="float16"))


def test_the_default_encoder_takes_no_backend(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not take prompt, backend"):
        load_encoder(EmbedConfig(prompt="query: ", backend="onnx"))


@pytest.mark.full
def test_vectors_may_be_kept_as_the_model_gives_them(folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = list(dict.fromkeys(TEXTS))
    given = SentenceTransformer(str(folder), device="cpu").encode(texts)
    found = embed_texts(texts, _config(folder, tmp_path / "given", normalize=False))
    again = embed_texts(texts, _config(folder, tmp_path / "given", normalize=False))
    assert again.encoded == 0
    for vectors in (found.vectors, again.vectors, type(found.vectors).open(*_references(again.vectors))):
        np.testing.assert_allclose(vectors[:], given, rtol=2e-3, atol=2e-3)
    assert abs(np.linalg.norm(given, axis=1) - 1).min() > 0.1
    with pytest.raises(UserError, match="as given"):  # of another space than unit vectors
        embed_texts(texts, _config(folder, tmp_path / "given"))


def _references(vectors: Any) -> tuple[Any, Any, Any]:
    return vectors.paths, vectors.shard_index, vectors.row_index
