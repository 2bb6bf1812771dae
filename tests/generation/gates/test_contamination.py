"""Benchmarks are found in what was written: word for word, and in translation."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import make_gates, pass_gates
from cmining_distilabel.generation.gates.benchmarks import benchmark_texts
from cmining_distilabel.generation.gates.contamination import GramGate, NeighbourGate, tokens
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from tests.generation.gates.rows import row

ENGLISH = "In which month do the children of the village carry paper lanterns through the dark streets?"
JAPANESE = "節分の日に人々は「鬼は外、福は内」と声を出しながら何をまきますか。"
KOREAN = "설날에 한국 사람들은 어른들에게 세배를 하고 떡국을 먹으면서 새해를 맞이합니다."
THAI = "ในวันสงกรานต์คนไทยรดน้ำดำหัวผู้ใหญ่และเล่นสาดน้ำกันอย่างสนุกสนาน"


@pytest.mark.parametrize("text", [ENGLISH, JAPANESE, KOREAN, THAI])
def test_thirteen_in_a_row_are_found_in_any_script(text: str) -> None:
    gate = GramGate([text])
    whole = tokens(text)
    assert len(whole) > 13
    inside = f"Well: {text.upper()} That is the question."
    part = text[:12]
    assert gate.check([row(question=inside), row(question=f"{part}? {part}!"), row()]) == ["benchmark_text", None, None]


def test_short_texts_count_as_a_whole_or_not_at_all() -> None:
    gate = GramGate(["Who carries lanterns through the dark village streets?", "Yes.", "Who is it?"])
    same, part = "Who carries lanterns through the dark village streets?", "Who carries lanterns through the village?"
    assert gate.check([row(question=same), row(question=part), row(answer="Yes.")]) == ["benchmark_text", None, None]


def test_translations_are_found_in_the_space_of_many_languages() -> None:
    encoder = USEncoder()
    gate = NeighbourGate([ENGLISH, JAPANESE], encoder.encode, 0.7, encoder.languages)
    german = "In welchem Monat tragen die Kinder des Dorfes Papierlaternen durch die dunklen Straßen?"
    rows = [row(question=german, language="de"), row(), row(question=german, language="hi")]
    assert gate.check(rows) == ["benchmark_neighbour", None, None]


def test_benchmarks_are_read_from_all_kinds_of_files(tmp_path: Path) -> None:
    nested = {"question": ENGLISH, "choices": {"text": ["May", "July"], "label": ["A", "B"]}, "answer": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(nested), encoding="utf-8")
    pq.write_table(pa.table({"q": [JAPANESE], "n": [3]}), tmp_path / "b.parquet")
    (tmp_path / "c.csv").write_text(f'q,a\n"{KOREAN}",x\n', encoding="utf-8")
    (tmp_path / "d.txt").write_text(f"{THAI}\n\n", encoding="utf-8")
    found = benchmark_texts([str(tmp_path)])
    assert {ENGLISH, "May", "July", JAPANESE, KOREAN, THAI} <= set(found)
    gates = make_gates(GateConfig(benchmarks=(str(tmp_path),), grounding=0))
    assert pass_gates(gates, [row(question=ENGLISH), row()]) == [("contamination", "benchmark_text"), None]


def test_benchmarks_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    (tmp_path / "empty.jsonl").write_text('{"n": 1}\n', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for name, message in (("bad.parquet", "cannot be read"), ("empty.jsonl", "no text"), ("folder", "holds none of")):
        with pytest.raises(UserError, match=message):
            benchmark_texts([str(tmp_path / name)])
    with pytest.raises(UserError, match="no such file"):
        benchmark_texts([str(tmp_path / "absent.csv")])
