from pathlib import Path

import datasets
import pytest

from cmining_distilabel import MiningResult, UserError
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.mining.result.filter import Filter
from tests.results import seed, small_result


@pytest.fixture
def result() -> MiningResult:
    def row(number: int, culture: str | None, name: str | None, facet: str, share: float, language: str = "en") -> dict:
        of = {"culture": culture, "culture_name": name, "culture_share": share, "facet": facet}
        return {**seed("en", number, f"Title {number}", point_id=f"cp-{culture}", **of), "language": language}

    return small_result(
        [
            row(1, "JP", "Japan", "food", 0.9),
            row(2, "JP", "Japan", "music_dance", 0.6, "ja"),
            row(3, "DK+NO", "Denmark, Norway", "food", 0.8),
            row(4, None, None, "folklore", 0.2),
        ]
    )


def test_a_filter_leaves_the_seeds_that_are_wanted_and_their_points(result: MiningResult) -> None:
    def left(**wanted: object) -> list[str]:
        found = result.filter(**wanted)
        assert {row["point_id"] for row in found.seeds.to_pylist()} == set(found.points["point_id"].to_pylist())
        ids = found.seeds["id"].to_pylist()
        assert sorted(one for point in found.points.to_pylist() for one in point["seed_ids"]) == sorted(ids)
        assert (found.funnel["seeds"], len(found.documents)) == (len(ids), len(result.documents))
        assert {row["id"] for row in found.documents.to_pylist() if row["point_id"]} == set(ids)
        return [name.removeprefix("en-") for name in ids]

    assert left(culture="JP") == left(culture="japan") == ["1", "2"]
    assert left(culture="NO") == left(culture=["Denmark"]) == ["3"]
    assert left(culture="JP,NO", facet="food") == ["1", "3"]
    assert left(facet="music & dance") == left(language="jpn") == ["2"]
    assert left(min_share=0.8) == ["1", "3"]
    assert left(points="cp-None") == ["4"]
    assert result.filter() is result


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            {"culture": "Japn"},
            "no seed of the culture 'Japn'; did you mean 'Japan'? There are: Denmark, Denmark, Norway",
        ),
        ({"facet": "sport"}, "no seed of the facet 'sport'; there are: folklore, food, music_dance"),
        ({"culture": "JP", "facet": "folklore"}, "with culture JP; there are: food, music_dance"),
        ({"language": "de"}, "there are: en, ja"),
        ({"points": ("cp-9",)}, "no seed of the point 'cp-9'"),
        ({"min_share": 0.95}, "the largest is 0.900"),
        ({"min_share": 7}, "min_share=7"),
        ({"cultures": "JP"}, "no filter 'cultures'; did you mean 'culture'"),
    ],
)
def test_a_word_that_no_seed_has_is_an_error_that_lists_what_there_is(
    result: MiningResult, wanted: dict[str, object], said: str
) -> None:
    with pytest.raises(UserError) as raised:
        result.filter(**wanted)
    assert said in str(raised.value)


def test_a_result_is_handled_as_people_hold_it(result: MiningResult, tmp_path: Path) -> None:
    assert len(result) == len(result.points) == 3
    assert repr(result).count("\n") == 2
    assert "Japan 2" in repr(result)
    assert len(repr(result)) < 400
    point = result.point("cp-JP")
    assert [row["title"] for row in point["seeds"]] == ["Title 1", "Title 2"]
    with pytest.raises(UserError, match="no seed of the point 'cp9'"):
        result.point("cp9")
    assert result.to_datasets()["seeds"][0]["culture"] == "JP"
    assert list(result.to_pandas()["culture_name"])[:2] == ["Japan", "Japan"]
    rows = [label.get_text() for label in result.plot().get_yticklabels()]
    assert rows == ["Japan", "Denmark, Norway", "(English alone)"]


def test_html_of_a_notebook_holds_text_as_text() -> None:
    hostile = "<script>alert(1)</script>"
    rows = [
        seed("en", 1, hostile, culture="JP", culture_name=hostile, culture_share=0.5, facet=hostile, point_id=hostile)
    ]
    shown = small_result(rows)._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") >= 4


def test_the_folder_is_a_data_set(result: MiningResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "result")
    for name, rows in (("seeds", 4), ("points", 3), ("documents", 7)):
        found = datasets.load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path / "cache"))
        assert len(found) == rows
    result.filter(culture="JP").save(folder, overwrite=True)  # `datasets` must not give what it kept of the first
    again = datasets.load_dataset(str(folder), "seeds", split="train", cache_dir=str(tmp_path / "cache"))
    assert set(again["culture"]) == {"JP"}


def test_seeds_to_write_from_are_filtered_alike(result: MiningResult, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "result")
    assert [row["id"] for row in load_seeds(folder, Filter(culture="JP", facet="food"))] == ["en-1"]
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"id": "a", "text": "Tea.", "language": "en", "cultures": ["JP"]}\n{"text": "x", "language": "en"}\n'
    )
    assert [row["id"] for row in load_seeds(own, Filter(culture="Japan"))] == ["a"]
    with pytest.raises(UserError, match="there are: Japan"):
        load_seeds(own, Filter(culture="XX"))
