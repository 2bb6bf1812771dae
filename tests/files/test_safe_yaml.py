from collections.abc import Callable
from pathlib import Path

import pytest

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.cost.prices import read_prices
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import parse_yaml
from cmining_distilabel.mining.calibrate.anchors import load_anchors
from cmining_distilabel.pipeline import load_pipeline

_BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
HOSTILE = {
    "aliases": _BOMB + "tau: *a11",
    "aliases of aliases in a name": _BOMB + "? *a11\n: 1",
    "an alias of itself": "tau: &a [*a]",
    "brackets": "tau: " + "[" * 20_000,
    "closed brackets": "tau: " + "[" * 20_000 + "]" * 20_000,
    "braces": "{a: " * 20_000,
    "lists": "- " * 20_000,
    "digits": "tau: " + "9" * 100_000,
    "hexadecimal digits": "tau: 0x" + "f" * 100_000,
    "minutes": "tau: 1" + ":59" * 50_000,
    "a date": "tau: 2024-13-45",
    "a time": "tau: 2001-12-14t21:59:43.10-99:99",
    "code": "tau: !!python/object/apply:os.system [exit]",
    "an empty number": "tau: !!int ''",
    "a tag": "tau: !!timestamp yesterday",
    "control characters": "tau: \x00",
    "two documents": "tau: 1\n---\ntau: 2",
    "a name twice": "tau: 1\ntau: 2",
    "a list as a name": "? [a]\n: b",
    "no mapping": "- 1",
}
READERS: dict[str, Callable[[Path], object]] = {
    "config": MiningConfig.from_yaml,
    "prices": read_prices,
    "anchors": lambda path: load_anchors(own=path),
    "pipeline": load_pipeline,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("reader", READERS)
def test_hostile_yaml_is_one_line_whoever_reads_it(tmp_path: Path, reader: str, kind: str) -> None:
    path = tmp_path / "given.yaml"
    path.write_text(HOSTILE[kind])
    with pytest.raises(UserError, match=r"given\.yaml") as found:
        READERS[reader](path)
    assert len(str(found.value)) < 500
    assert "\n" not in str(found.value)


def test_a_value_of_another_kind_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "given.yaml"
    path.write_text("tau: [" + "x, " * 10_000 + "]")
    for read in (MiningConfig.from_yaml, read_prices):
        with pytest.raises(UserError) as found:
            read(path)
        assert len(str(found.value)) < 500


def test_what_is_no_text_file(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"a: " + b"x" * 9_000_000)
    (tmp_path / "latin.yaml").write_bytes("é: 1".encode("latin-1"))
    for name, why in (("big", "too large"), ("latin", "not valid YAML"), ("none", "No such file")):
        with pytest.raises(UserError, match=why):
            MiningConfig.from_yaml(tmp_path / f"{name}.yaml")
    with pytest.raises(UserError, match="too large"):
        MiningConfig.from_yaml("/dev/zero")


def test_usual_yaml_is_read() -> None:
    text = "# a comment\nbase: &base {tau: 3}\nmore:\n  <<: *base\n  names: [en, 'no', 日本]\n  day: 2001-01-01"
    found = parse_yaml(text, "text")
    assert found["more"]["tau"] == 3
    assert found["more"]["names"] == ["en", "no", "日本"]
