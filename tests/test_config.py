from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.config import (
    CorpusConfig,
    EmbedConfig,
    ExtractConfig,
    GeometryConfig,
    MiningConfig,
    NoiseConfig,
    ScoreConfig,
)
from cmining_distilabel.config.knobs import part_of, read_config
from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError


@pytest.mark.parametrize("mode", PRESETS)
def test_a_mode_is_its_preset_and_a_users_value_wins(mode: str) -> None:
    config = MiningConfig(mode=mode)
    assert {name: getattr(config, name) for name in PRESETS[mode]} == PRESETS[mode]
    for name, value in PRESETS["paper" if mode == "calibrated" else "calibrated"].items():
        assert getattr(MiningConfig(mode=mode, **{"normalize": True, name: value}), name) == value


def test_the_modes_differ_in_the_same_knobs_and_calibrated_is_the_default() -> None:
    for preset in PRESETS.values():
        assert set(preset) == set(PRESETS["calibrated"]) <= set(MiningConfig.model_fields)
    assert MiningConfig() == MiningConfig(mode="calibrated") == MiningConfig(**PRESETS["calibrated"])


def test_papers_figures() -> None:
    paper = MiningConfig(mode="paper")
    assert (paper.thematic_clusters, paper.num_neighbors, paper.dispersion_quantile) == (100, 5, 0.5)
    assert (paper.entropy_top, paper.num_clusters, paper.tau, paper.theta) == (0.2, 1000, 5, 0.8)


@given(st.permutations([("mode", "paper"), ("tau", 7), ("theta", 0.6), ("languages", "en,fr"), ("entropy_top", 1.0)]))
def test_the_order_of_arguments_does_not_matter(pairs: list[tuple[str, object]]) -> None:
    assert MiningConfig(**dict(pairs)) == MiningConfig(
        mode="paper", tau=7, theta=0.6, languages=("en", "fr"), entropy_top=1.0
    )


@pytest.mark.parametrize("mode", PRESETS)
def test_yaml_round_trip(mode: str, tmp_path: Path) -> None:
    config = MiningConfig(mode=mode, languages="en, zh-Hant", spacy_models="en=en_core_web_sm", seeds_per_point=4)
    path = tmp_path / "config.yaml"
    path.write_text(config.to_yaml(), encoding="utf-8")
    assert MiningConfig.from_yaml(path) == config
    assert config.languages == ("en", "zh-Hant")
    assert config.spacy_models == {"en": "en_core_web_sm"}


@pytest.mark.parametrize("mode", PRESETS)
def test_a_part_has_the_values_of_the_whole(mode: str) -> None:
    knobs = {"theta": 0.55, "min_length": 10, "batch_size": 3, "normalize": True, "debias": "mean", "max_documents": 5}
    config = MiningConfig(mode=mode, seed=9, **knobs)
    for part in (CorpusConfig, NoiseConfig, EmbedConfig, GeometryConfig, ScoreConfig, ExtractConfig):
        found = part_of(config, part)
        assert all(getattr(found, name) == getattr(config, name) for name in part.model_fields)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"teta": 0.5}, "there is no knob 'teta'; did you mean 'theta'?"),
        ({"quux_flux": 1}, "there is no knob 'quux_flux'"),
        ({"mode": "papers"}, "mode='papers': Input should be 'paper', 'calibrated' or 'reference'"),
        ({"theta": 1.5}, "theta=1.5"),
        ({"tau": 0}, "tau=0"),
        ({"tau": "many"}, "tau='many'"),
        ({"entropy_top": 0}, "entropy_top=0"),
        ({"fdr": 0}, "fdr=0"),
        ({"isolation_pool": 3}, "isolation_pool=3"),
        ({"points": "country"}, "points='country'"),
        ({"spacy_models": "en_core_web_sm"}, "write it as en=NAME,de=NAME"),
        ({"witnesses": "names,wordz"}, "no witness 'wordz'; did you mean 'words'?"),
        ({"tau": True}, "tau=True: yes, no, true and false are no value of it"),  # YAML's yes, which is no 1
        ({"languages": ["sv", False]}, "languages.1=False: yes, no, true and false go in quotes"),  # Norway's code
    ],
)
def test_a_wrong_option_is_one_line(values: dict[str, object], says: str) -> None:
    with pytest.raises(UserError) as raised:
        MiningConfig(**values)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tau: [", "is not valid YAML"),
        ("tau", "must hold a mapping"),
        ("", "must hold a mapping"),
        ("distilabel: {version: 1}\npipeline: {}", "run it with: cmining run"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"config\.yaml") as raised:
        read_config(path)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file"):
        MiningConfig.from_yaml(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("store: café".encode("latin-1"))
    with pytest.raises(UserError, match="not valid YAML"):
        MiningConfig.from_yaml(tmp_path / "latin.yaml")


def test_every_knob_has_a_help_text() -> None:
    assert [name for name, field in MiningConfig.model_fields.items() if not field.description] == []


def test_reference_is_papers_but_for_what_the_authors_scripts_do_otherwise() -> None:
    paper, reference = PRESETS["paper"], PRESETS["reference"]
    differ = {name for name in paper if paper[name] != reference[name]}
    assert differ == {
        "sample", "ner", "match_case", "ascii_titles", "page_rules", "min_length", "check_language", "duplicates",
        "near_duplicates", "normalize", "self_neighbor", "entropy_units",
    }  # fmt: skip
    with pytest.raises(UserError, match="normalize"):
        MiningConfig(mode="reference", anchors="builtin")
