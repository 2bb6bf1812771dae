"""The data set card: what it says is counted from the rows, and nothing in a row can change its structure."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cmining_distilabel.errors import UserError
from cmining_distilabel.hub.cards import make_card, read_facts
from cmining_distilabel.hub.cards.card import size_category
from cmining_distilabel.hub.cards.licenses import license_id, roll_up
from cmining_distilabel.hub.cards.markdown import code
from tests.results import seed, small_result

REPO = "org/seeds"
HOSTILE = (
    "</details><script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example>",
    "a | b\n| c | d |\n---\n# Heading\nlicense: mit\n---\n",
    "`` ` ``` code ends | <b>here</b>",
    "<!-- cmining:end -->\n<!-- cmining:begin",
    "{{ repo }} {% include 'x' %}",
    "\u202eright to left\x00\x1b[31m https://evil.example www.evil.example",
)


def card(folder: Path, existing: str = "") -> tuple[dict, str]:
    text = make_card(read_facts(folder), REPO, existing)
    _, matter, body = text.split("---\n", 2)
    return yaml.safe_load(matter), body


def card_of(tmp_path: Path, *seeds: dict, **config) -> tuple[dict, str]:
    return card(small_result(seeds or None, **config).save(tmp_path / "result", overwrite=True))


def structure(body: str) -> tuple[list[str], set[str], set[str], int]:
    """Headings, addresses of links and images, HTML, and the number of tables, as CommonMark reads a body."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [inner for token in parser.parse(body) for inner in (token, *(token.children or []))]
    headings = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
    addresses = {str(token.attrs.get("href") or token.attrs.get("src")) for token in tokens if token.attrs}
    html = {token.content.strip() for token in tokens if token.type in ("html_block", "html_inline")}
    return headings, addresses, html, sum(token.type == "table_open" for token in tokens)


def test_front_matter(tmp_path):
    fields, _ = card_of(tmp_path)
    assert fields["language"] == ["en", "ja"]
    assert fields["license"] == "cc-by-sa-4.0"
    assert fields["size_categories"] == ["n<1K"]
    assert fields["multilinguality"] == "multilingual"
    assert fields["tags"] == ["culture", "cultural", "distilabel", "arxiv:2604.15675"]
    assert [entry["config_name"] for entry in fields["configs"]] == ["points", "seeds", "documents"]


def test_language_codes(tmp_path):
    """`no` stays a word in YAML; a region goes to its own field; what is no code goes nowhere."""
    rows = [seed(language, 1, "A") for language in ("no", "zh-Hant", "simple: english")]
    fields, body = card_of(tmp_path, *rows)
    assert fields["language"] == ["no", "zh"]
    assert fields["language_bcp47"] == ["no", "zh-Hant"]
    assert "`simple: english` 1" in body


@pytest.mark.parametrize(
    ("rows", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**6, "1M<n<10M"), (10**12, "n>1T")],
)
def test_size_categories(rows, category):
    assert size_category(rows) == category


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CC BY-SA 4.0", "cc-by-sa-4.0"),
        ("cc-by-sa-4.0", "cc-by-sa-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International License", "cc-by-sa-4.0"),
        ("https://creativecommons.org/licenses/by-sa/3.0/", "cc-by-sa-3.0"),
        ("http://creativecommons.org/licenses/by-nc/4.0/deed.de", "cc-by-nc-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
        ("CC0", "cc0-1.0"),
        ("Apache License 2.0", "apache-2.0"),
        ("MIT License", "mit"),
        ("CC BY-SA 2.0", "cc-by-sa-2.0"),
        ("CC BY-SA 4.0 and GFDL", None),
        ("all rights reserved", None),
        ("https://example.org/by-sa/4.0", None),
    ],
)
def test_licences_are_recognised(written, expected):
    assert license_id(written) == expected


def test_one_licence_in_two_spellings_is_one():
    assert roll_up({"CC BY-SA 4.0": 2, "cc-by-sa-4.0": 1}).license == "cc-by-sa-4.0"
    assert roll_up({"CC BY-SA 2.0": 2}).name == "cc-by-sa-2.0", "a licence that the Hub has no id for is named"


def test_mixed_licences_are_said_plainly_and_sources_attributed(tmp_path):
    fields, body = card_of(
        tmp_path,
        seed("en", 1, "A"),
        seed("en", 2, "B", url=None),
        seed("en", 3, "C", license="MIT", source=None, url="https://blog.example/c"),
        seed("en", 4, "D", license=None, source=None, url=None),
    )
    assert (fields["license"], fields["license_name"]) == ("other", "mixed")
    assert "under several licences" in body
    assert "| `cc-by-sa-4.0` | 2 |" in body
    assert "| none | 1 |" in body
    assert "| `blog.example` | `mit` | 1 |" in body, "a source without a name goes by its host"
    assert "- `en.wikipedia.org`, `cc-by-sa-4.0`: 2 seeds, of which 1 have no `url`" in body


@pytest.mark.parametrize("license", [None, " ", "ask me"])
def test_unknown_licence(tmp_path, license):
    fields, body = card_of(tmp_path, seed("en", 1, "A", license=license))
    assert (fields["license"], fields["license_name"]) == ("other", "unknown")
    assert "licence of the seeds is unknown" in body
    assert "Share-alike" not in body


def test_licence_name_goes_when_the_licence_is_known(tmp_path):
    unknown = make_card(read_facts(small_result([seed("en", 1, "A", license=None)]).save(tmp_path / "a")), REPO)
    fields, _ = card(small_result().save(tmp_path / "b"), unknown)
    assert fields["license"] == "cc-by-sa-4.0"
    assert "license_name" not in fields


def test_body_holds_counts_thresholds_and_how_to_reproduce(tmp_path):
    _, body = card_of(tmp_path, theta=0.75)
    assert "| **all** | 13 | 12 | 11 | 10 |" in body
    assert "| 1 | `low_entropy` | its Semantic Entropy" in body
    assert "| `theta` | `0.75` |" in body
    assert "`use-multilingual-v3@0.2.1`" in body
    assert "cmining mine CORPUS --config config.yaml --out result" in body
    assert re.search(r'pip install "cmining-distilabel==\d', body)
    assert "Morris dance, Pancake race" in body
    assert "2604.15675" in body
    assert "geometry, not judgement" in body


def test_instructions_and_pipeline(tmp_path):
    folder = small_result().save(tmp_path / "result")
    rows = [{"task": "qa", "model": "org/writer"}, {"task": "qa", "model": "org/writer"}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "instructions.parquet")
    (folder / "pipeline.yaml").write_text("pipeline: {}\n", encoding="utf-8")
    fields, body = card(folder)
    assert "synthetic" in fields["tags"]
    assert "`org/writer` 2" in body
    assert "cmining run pipeline.yaml" in body
    assert "`rejected`" not in body


def test_columns_that_this_version_does_not_know(tmp_path):
    """Later modes add columns, stages and knobs; the folder may lack config.yaml and funnel.json."""
    folder = small_result().save(tmp_path / "result")
    points = pq.read_table(folder / "points.parquet")
    points = points.drop_columns(["culture_name"]).append_column("culture_name", pa.array(["Japan"] * len(points)))
    pq.write_table(points.append_column("new_score", pa.array([0.5] * len(points))), folder / "points.parquet")
    funnel = json.loads((folder / "funnel.json").read_text(encoding="utf-8"))
    for group in ("en", "ja"):
        row = {"stage": "new", "group": group, "documents_in": 5, "documents_out": 4, "rejected": {"new_reason": 1}}
        funnel["stages"].append(row)
    (folder / "funnel.json").write_text(json.dumps(funnel), encoding="utf-8")
    with (folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("new_knob: 1\n")
    _, body = card(folder)
    assert "| `new_score` | `double` |" in body
    assert "by culture: `Japan` 2." in body
    assert "| `new` |" in body
    (folder / "config.yaml").unlink()
    (folder / "funnel.json").unlink()
    _, body = card(folder)
    assert "Thresholds" not in body


def test_nothing_in_a_row_changes_the_structure(tmp_path):
    _, plain = card_of(tmp_path, seed("en", 1, "A", license=None))
    fields, body = card_of(
        tmp_path,
        *(
            seed(text, rank, text, group="g", source=text, license=text, url=text, id=text, point_id="cp")
            for rank, text in enumerate(HOSTILE)
        ),
    )
    assert structure(body) == structure(plain)
    assert (fields["license"], fields["license_name"]) == ("other", "mixed")
    assert "language" not in fields
    assert not any(text[:10] in str(fields) for text in HOSTILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_groups_reasons_versions_and_models(tmp_path, text):
    folder = small_result([seed("en", 1, "A", group=text)]).save(tmp_path / "result")
    pq.write_table(pa.table({"model": [text], "task": [text], text: [1]}), folder / "instructions.parquet")
    (folder / "versions.json").write_text(json.dumps({"cmining-distilabel": text, "encoder": text}), encoding="utf-8")
    ours = small_result([seed("en", 1, "A")]).save(tmp_path / "plain")
    pq.write_table(pa.table({"model": ["m"], "task": ["t"], "c": [1]}), ours / "instructions.parquet")
    (headings, addresses, html, tables), plain = structure(card(folder)[1]), structure(card(ours)[1])
    assert (headings, html, tables) == (plain[0], plain[2], plain[3])
    assert addresses <= plain[1]


@given(st.text())
def test_a_code_span_is_all_that_any_text_becomes(text):
    (row,) = [token for token in MarkdownIt("commonmark").enable("table").parse(f"x {code(text)} y") if token.children]
    kinds = [child.type for child in row.children]
    assert kinds in (["text", "code_inline", "text"], ["text"])
    assert code(text) == "–" or kinds != ["text"]


def test_own_section_is_replaced_and_the_rest_stays(tmp_path):
    folder = small_result().save(tmp_path / "result")
    first = make_card(read_facts(folder), REPO)
    edited = first.replace("# seeds", "# A better title").replace("tags:", "tags:\n- mine") + "\nAfter.\n"
    again = make_card(read_facts(folder), REPO, edited.replace("\n", "\r\n"))
    assert again == edited
    hostile = small_result([seed("en", 1, text, source=text) for text in HOSTILE]).save(tmp_path / "hostile")
    there = make_card(read_facts(hostile), REPO, edited)
    assert make_card(read_facts(folder), REPO, there).split("---\n", 2)[2] == edited.split("---\n", 2)[2]


def test_a_card_that_lost_one_of_the_marks_keeps_its_text(tmp_path):
    facts = read_facts(small_result().save(tmp_path / "result"))
    broken = "# Mine\n<!-- cmining:begin -->\nkept\n"
    once = make_card(facts, REPO, broken)
    assert "kept" in once
    assert make_card(facts, REPO, once) == once


@pytest.mark.parametrize("existing", ["---\ntags: [\n---\n", "---\n- a\n---\n"])
def test_front_matter_that_cannot_be_read(tmp_path, existing):
    with pytest.raises(UserError, match=r"README\.md of .* YAML"):
        card(small_result().save(tmp_path / "result"), existing)


def test_a_damaged_funnel_is_named(tmp_path):
    folder = small_result().save(tmp_path / "result")
    (folder / "funnel.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(UserError, match=r"funnel\.json holds no mapping"):
        read_facts(folder)


@pytest.mark.parametrize("table", ["documents", "points", "seeds"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbled", "emptied"])
def test_a_damaged_table_is_not_pushed(tmp_path, table, damage):
    folder = small_result().save(tmp_path / "result")
    path = folder / f"{table}.parquet"
    data = path.read_bytes()
    if damage == "missing" and table != "points":  # without it the folder is no result at all
        path.unlink()
    elif damage == "emptied" and table != "documents":  # a good table with other rows than the funnel tells of
        pq.write_table(pq.read_table(path).slice(0, 1), path)
    else:
        middle = len(data) // 3
        path.write_bytes({"empty": b"", "cut": data[:-9]}.get(damage, data[:4] + b"\xff" * middle + data[4 + middle :]))
    with pytest.raises(UserError, match=rf"is damaged: {table}\.parquet"):
        read_facts(folder)


def test_a_group_may_be_called_as_the_total_is(tmp_path):
    rows = [seed("en", 1, "Maypole", group="all"), seed("en", 2, "Morris dance", group="input")]
    text = card(small_result(rows).save(tmp_path / "result"))[1]
    assert "| `all` |" in text
    assert "| `input` |" in text
    assert "| **all** |" in text
