from pathlib import Path

from cmining_distilabel.hub.cards.columns import TABLES, columns_page, meanings

PAGE = Path(__file__).parents[2] / "docs" / "columns.md"


def test_every_column_is_told_and_nothing_else() -> None:
    names = {name for schema, _ in TABLES.values() for name in schema.names}
    assert names == set(meanings())
    assert all({"what", "values"} <= set(said) <= {"what", "values", "null", "good"} for said in meanings().values())


def test_the_page_of_the_columns_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == columns_page(), "make docs"
