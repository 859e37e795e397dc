"""The data dictionary is current and leaves nothing out."""

from pathlib import Path

import pytest

from sasac_crawler.query.columns import article_columns, extra_columns
from sasac_crawler.query.data_dictionary import TABLES, column_descriptions, data_dictionary, table_columns

FILE = Path(__file__).parents[2] / "data" / "README.md"


def test_the_file_is_what_the_docstrings_say() -> None:
    assert FILE.read_text("utf-8") == data_dictionary(), (
        "python -m sasac_crawler.query.data_dictionary > data/README.md"
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_described(table: str) -> None:
    described = column_descriptions(table)
    missing = [name for name, _ in table_columns()[table] if not described.get(name)]
    assert missing == []


def test_every_column_of_a_dataset_stands_there_with_its_meaning() -> None:
    text = FILE.read_text("utf-8")
    for column in (*article_columns(), *extra_columns(["change", "attachments_text"])):
        assert f"| `{column.name}` | {column.kind} |" in text
        assert column.description in text
