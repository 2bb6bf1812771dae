"""`mine()` with the real encoder on the made-up corpus, in both modes."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel import CultureFilter, MiningConfig, MiningResult, mine
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from cmining_distilabel.mining.reasons import STAGES, stage_of
from tests.corpus import SMALL, documents
from tests.encoding import FourLanguages

PAPER: dict[str, Any] = {"mode": "paper", **SMALL}
# One template for each topic is what this corpus is made of.
CALIBRATED: dict[str, Any] = {"max_per_template": 0, "num_clusters": 12, "stability": 2}
MODES = pytest.mark.parametrize("knobs", [PAPER, CALIBRATED], ids=["paper", "calibrated"])


@pytest.fixture
def run(session_store: str) -> Any:
    encoder = FourLanguages()

    def run(rows: list[dict[str, Any]], knobs: dict[str, Any], **changed: Any) -> MiningResult:
        return mine(rows, MiningConfig(store=session_store, **{**knobs, **changed}), encoder=encoder)

    return run


def check(result: MiningResult, rows: list[dict[str, Any]]) -> None:
    """What holds for every result."""
    found = result.documents
    assert found["id"].to_pylist() == [row["id"] for row in rows]
    counts = Counter(found["stage"].to_pylist())
    assert counts["seed"] == len(result.seeds) == result.funnel["seeds"]
    assert [stage_of(reason) for reason in found["reason"].to_pylist()] == found["stage"].to_pylist()
    stages = result.funnel["stages"]
    for group in set(found["group"].to_pylist()):
        own = [stage for stage in stages if stage["group"] == group]
        assert [stage["stage"] for stage in own] == list(STAGES[:-1])
        left = found["group"].to_pylist().count(group)
        for stage in own:
            assert stage["documents_in"] == left
            left -= sum(stage["rejected"].values())
            assert stage["documents_out"] == left
        assert left == sum(1 for row in found.to_pylist() if row["group"] == group and row["stage"] == "seed")
    assert sum(stage["documents_in"] for stage in stages if stage["stage"] == "read") == len(rows)
    for row in result.funnel["sensitivity"]:
        if row["value"] == getattr(result.config, row["knob"]):
            assert (row["points"], row["seeds"]) == (len(result.points), len(result.seeds))
    seeds = result.seeds.to_pylist()
    for point in result.points.to_pylist():
        of_point = [seed for seed in seeds if seed["point_id"] == point["point_id"]]
        assert [seed["id"] for seed in of_point] == point["seed_ids"] != []
        assert [seed["rank"] for seed in of_point] == list(range(1, len(of_point) + 1))
    scores = result.points["score"].to_pylist()
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@MODES
def test_the_funnel_adds_up_and_points_are_islands(knobs: dict[str, Any], run: Any) -> None:
    rows = documents(25)
    rows[3] = {**rows[3], "text": ""}
    rows[5] = {**rows[5], "language": ""}
    rows[7] = {**rows[7], "text": "Too short."}
    rows[9] = {**rows[9], "id": rows[8]["id"]}
    result = run(rows, knobs)
    check(result, rows)
    reasons = dict(zip(range(len(rows)), result.documents["reason"].to_pylist(), strict=True))
    assert [reasons[place] for place in (3, 5, 7, 9)] == ["empty_text", "empty_language", "too_short", "duplicate_id"]
    assert len(result.points) >= 4
    if knobs is PAPER:  # nothing there tells trains from tea
        return
    topics = [Counter(key.split("-")[1] for key in ids) for ids in result.points["seed_ids"].to_pylist()]
    assert {"tea", "flamenco", "fromage"} <= {topic.most_common(1)[0][0] for topic in topics}
    assert {seed["id"].split("-")[1] for seed in result.seeds.to_pylist()[:10]}.isdisjoint({"railway", "weather"})


@MODES
def test_same_input_and_seed_same_points_and_nothing_is_encoded_again(knobs: dict[str, Any], tmp_path: Any) -> None:
    class Counted(FourLanguages):
        texts = 0

        def encode(self, texts: list[str]) -> Any:
            type(self).texts += len(texts)
            return super().encode(texts)

    few = {**knobs, "anchors": "off", "store": str(tmp_path)}
    first = mine(documents(), MiningConfig(**few), encoder=Counted())
    encoded, Counted.texts = Counted.texts, 0
    second = mine(documents(), MiningConfig(**dict(reversed(few.items()))), encoder=Counted())
    assert encoded > 100
    assert Counted.texts == 0
    assert first.config == second.config
    for table in ("points", "seeds", "documents"):
        assert getattr(first, table).equals(getattr(second, table))


@MODES
def test_unbalanced_groups_and_a_group_of_three(knobs: dict[str, Any], run: Any) -> None:
    """Many English documents, some French, three Spanish ones."""
    rows = [row for row in documents(20) if row["language"] != "es"]
    rows = [row for place, row in enumerate(rows) if row["language"] == "en" or place % 2]
    rows += [row for row in documents(20) if row["language"] == "es"][:3]
    result = run(rows, knobs)
    check(result, rows)
    if knobs is CALIBRATED:
        assert "group 'es' has 3 documents" in " ".join(result.funnel["warnings"])
        owners = {point["group"] for point in result.points.to_pylist() if point["kind"] == "language"}
        assert "es" not in owners


@MODES
def test_groups_by_another_column_than_the_language(knobs: dict[str, Any], run: Any) -> None:
    """English only; what one magazine alone writes about is its own."""
    rows = []
    for place, row in enumerate(row for row in documents(25) if row["language"] == "en"):
        rows.append({**row, "magazine": "Cup" if "-tea-" in row["id"] else ("Post", "Mail")[place // 4 % 2]})
    rows[0]["magazine"] = None
    result = run(rows, knobs, group_column="magazine")
    check(result, rows)
    assert result.documents["reason"][0].as_py() == "empty_group"
    groups = result.points["group"].to_pylist()
    assert groups.count("Cup") >= 1
    assert set(result.documents["group"].to_pylist()) == {"", "Cup", "Post", "Mail"}


@MODES
@pytest.mark.parametrize("count", [1, 1000])
def test_fewer_documents_than_clusters_and_one_cluster(count: int, knobs: dict[str, Any], run: Any) -> None:
    rows = documents(4)
    result = run(rows, knobs, num_clusters=count)
    check(result, rows)


def test_one_document_is_nobodys_neighbour(run: Any) -> None:
    rows = [
        {
            "id": "1",
            "title": "Mochi",
            "text": "Mochi is a cake of rice that Japan eats at the new year.",
            "language": "en",
        }
    ]
    result = run(rows, CALIBRATED)
    check(result, rows)
    assert not CultureFilter(result, encoder=FourLanguages()).score(rows)[0]["point_id"]  # there is no cluster


def test_a_mistake_in_the_anchors_costs_no_run(run: Any, tmp_path: Path) -> None:
    class Refuses(FourLanguages):
        def encode(self, texts: list[str]) -> Any:
            raise AssertionError

    with pytest.raises(UserError, match=r"anchors file .*none\.yaml: No such file"):
        mine(iter(()), MiningConfig(anchors=str(tmp_path / "none.yaml")), encoder=Refuses())


@MODES
def test_one_group_an_unknown_language_and_no_document_are_one_line(
    knobs: dict[str, Any], run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = documents(6)
    english = [row for row in rows if row["language"] == "en"]
    if knobs is PAPER:  # compares languages
        with pytest.raises(UserError, match="all documents are of one group, 'en'"):
            run(english, knobs)
    else:
        check(run(english, knobs), english)
        assert "of one group, 'en': points are of cultures, no language can stand alone" in capsys.readouterr().err
    strange = [
        *rows,
        {"id": "sw", "title": "Chai", "text": "Chai ni kinywaji cha moto kinachopendwa.", "language": "sw"},
    ]
    with pytest.raises(UserError, match=r"does not know 'sw': use encoder='e5-small' .*it knows .*en") as raised:
        run(strange, knobs, check_language=False)
    assert "\n" not in str(raised.value)
    with pytest.raises(UserError, match="noise filter left no document"):
        run(rows, knobs, min_length=100_000)
    if knobs is PAPER:
        with pytest.raises(UserError, match=r"stage 1 left no document; see .*thematic_clusters"):
            run(rows, knobs, thematic_clusters=1000)
    with pytest.raises(UserError, match="empty corpus"):
        run([], knobs)


def test_a_document_of_an_unknown_language_that_noise_took_does_not_stop_the_run(run: Any) -> None:
    rows = [*documents(), {"id": "sw", "title": "Chai", "text": "Chai.", "language": "sw"}]
    result = run(rows, PAPER)
    check(result, rows)
    assert result.documents["reason"][-1].as_py() == "too_short"


def test_the_papers_columns_are_filled_and_the_calibrated_ones_are_null(run: Any) -> None:
    paper = run(documents(), PAPER)
    for name in ("balanced_lower", "q_value", "cultures", "facets", "facet_score", "attribution", "stability"):
        assert paper.points[name].null_count == len(paper.points) > 0
    assert paper.points["share"].to_pylist() == paper.points["score"].to_pylist()
    assert all(share > 0.8 for share in paper.points["share"].to_pylist())
    assert all(size >= 3 for size in paper.points["size"].to_pylist())
    entropy = [row["entropy"] for row in paper.documents.to_pylist() if row["stage"] == "seed"]
    assert all(value > 0 for value in entropy)


def test_calibrated_points_pass_their_own_limits_and_seeds_are_limited(run: Any) -> None:
    result = run(documents(25), CALIBRATED, seeds_per_point=4)
    check(result, documents(25))
    assert len(result.points) > 0
    for point in result.points.to_pylist():
        assert len(point["seed_ids"]) <= 4
        assert (point["culture"] is None) == (point["kind"] == "language")
        if point["kind"] == "language":
            assert point["balanced_lower"] >= 0.5
            assert point["q_value"] <= 0.05
        else:
            assert point["culture_share"] >= 0.5
        if point["kind"] == "culture":
            assert point["cultures"][0]["code"] == point["culture"]
        assert point["facet"] == point["facets"][0]
        assert 1 <= len(point["cultures"]) <= 5
        weights = [culture["weight"] for culture in point["cultures"]]
        assert weights == sorted(weights, reverse=True)
        assert 0 < sum(weights) <= 1 + 1e-4
    assert "beyond_seed_limit" in result.documents["reason"].to_pylist()
    assert set(result.versions) > {"python", "encoder", "numpy"}
    assert result.versions["encoder"] == USEncoder().id


def test_a_kind_that_is_not_asked_for_is_not_found(run: Any) -> None:
    for kind, others in (("language", {"language"}), ("culture", {"culture", "shared"})):
        found = run(documents(25), CALIBRATED, points=kind)
        assert set(found.points["kind"].to_pylist()) <= others
        assert len(found.points) or kind == "culture"  # so few texts leave it open whose they are
