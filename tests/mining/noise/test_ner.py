import importlib.util
from pathlib import Path

import pytest

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.noise import NoiseFilter
from tests.mining.noise.rows import row

LEAD = "Hanami is a custom of Japan. The Festival of Lights is Diwali, and Ms Smith lives in Kyoto."


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed")
def test_without_spacy_the_extra_is_named() -> None:
    with pytest.raises(UserError, match=r"cmining-distilabel\[ner\]"):
        NoiseFilter(NoiseConfig(ner="spacy"))


def model(folder: Path, language: str, patterns: dict[str, str]) -> str:
    """A real pipeline whose entities are a list of names, saved to disk."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank(language)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in patterns.items()])
    path = folder / f"model_{language}"
    nlp.to_disk(path)
    return str(path)


@pytest.fixture
def english(tmp_path: Path) -> str:
    names = {"Hanami": "WORK_OF_ART", "The Festival of Lights": "ORG", "Kyoto": "GPE", "Smith": "PERSON"}
    return model(tmp_path, "en", names)


def reasons_of(rows: list[dict[str, str]], **models: str) -> list[str | None]:
    config = NoiseConfig(ner="spacy", spacy_models=models, strict_titles=False, near_duplicates=0, min_length=0)
    return NoiseFilter(config).reasons([{**one, "text": one["text"] + " " * i} for i, one in enumerate(rows)])


@pytest.mark.full
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Hanami", None),
        ("HANAMI", None),
        ("Festival of Lights", None),  # contained in an entity
        ("Kyoto Prefecture", None),  # contains an entity
        ("Smith", "ner_no_match"),  # a label that does not count
        ("Custom", "ner_no_match"),
        ("", None),
    ],
)
def test_a_title_must_match_an_entity_of_the_lead(english: str, title: str, expected: str | None) -> None:
    assert reasons_of([row(LEAD, title)], en=english) == [expected]


@pytest.mark.full
def test_only_the_first_paragraph_counts(english: str) -> None:
    text = "A custom of spring, of which much has been written by poets.\nHanami is its name."
    assert reasons_of([row(text, "Hanami")], en=english) == ["ner_no_match"]


@pytest.mark.full
def test_labels_depend_on_the_language_and_codes_on_their_base(tmp_path: Path, english: str) -> None:
    german = model(tmp_path, "de", {"Oktoberfest": "MISC", "München": "GPE"})
    lead = "Das Oktoberfest in München ist ein Volksfest, das seit langer Zeit jedes Jahr im Herbst gefeiert wird."
    rows = [row(lead, "Oktoberfest", "de-AT"), row(LEAD, "Hanami", "en"), row(lead, "München", "de")]
    assert reasons_of(rows, en=english, de=german) == [None, None, "ner_no_match"]


@pytest.mark.full
def test_a_missing_model_names_itself_and_the_command(english: str) -> None:
    pytest.importorskip("spacy")
    lead = "La fête des lumières est célébrée chaque année à Lyon, au début du mois de décembre."
    with pytest.raises(UserError, match=r"'fr_core_news_lg'.*'fr'.*spacy download fr_core_news_lg.*ner='rules'"):
        reasons_of([row(lead, "Fête", "fr")], en=english)
    with pytest.raises(UserError, match=r"'nowhere' for the language 'fr'"):
        reasons_of([row(lead, "Fête", "fr")], fr="nowhere")


@pytest.mark.full
def test_a_language_that_the_paper_has_no_model_for() -> None:
    pytest.importorskip("spacy")
    lead = "축제가 열리는 저녁이면 아이들은 등불을 들고 거리를 걸으며 옛 노래를 부른다."
    with pytest.raises(UserError, match="spacy_models='ko=NAME'"):
        reasons_of([row(lead, "축제", "ko")])


@pytest.mark.full
def test_a_model_without_the_labels_is_refused(tmp_path: Path) -> None:
    persons = model(tmp_path, "en", {"Smith": "PERSON"})
    with pytest.raises(UserError, match="knows none of the entity labels"):
        reasons_of([row(LEAD, "Hanami")], en=persons)


@pytest.mark.full
def test_letters_may_have_to_match(english: str) -> None:
    rows = [row(LEAD, title) for title in ("Hanami", "HANAMI", "Kyoto Prefecture")]
    config = NoiseConfig(mode="reference", spacy_models={"en": english})
    assert NoiseFilter(config).reasons(rows) == [None, "ner_no_match", None]
