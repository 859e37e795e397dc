"""What Datasette's own pages tell of the tables, from the docstrings of the records, and the named questions."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sasac_crawler.items.article import Article
from sasac_crawler.items.capture import Capture
from sasac_crawler.items.descriptions import field_descriptions
from sasac_crawler.query.named_questions import named_questions
from sasac_crawler.web.settings import DATABASE

_TABLES: Final[Mapping[str, type]] = {"articles": Article, "captures": Capture}
_HIDDEN: Final = (
    "near_sketches", "near_waiting", "near_pairs", "states", "documents", "observations", "search_waiting",
    "reparses", "_sqlite_migrations",
)  # fmt: skip


def make_metadata(columns: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return Datasette's metadata of an archive.

    Args:
        columns: names of the columns of its tables.

    Example:
        >>> make_metadata({"articles": ["id", "title"]})["databases"]["sasac"]["tables"]["articles"]["columns"]
        {'title': 'Headline without annotations and boilerplate, in the printed script.'}
    """
    tables: dict[str, dict[str, Any]] = {
        name: {"columns": _meanings(record, columns.get(name, ()))} for name, record in _TABLES.items()
    }
    tables["articles"]["sort_desc"] = "date_published"
    for name in _HIDDEN:
        tables[name] = {"hidden": True}
    questions = {
        name: {"sql": one.sql, "title": name, "description": _described(one.description, one.parameters)}
        for name, one in named_questions().items()
    }
    return {"title": "sasac_crawler", "databases": {DATABASE: {"tables": tables, "queries": questions}}}


def _meanings(record: type, columns: Collection[str]) -> dict[str, str]:
    return {name: text for name, text in field_descriptions(record).items() if name in columns}


def _described(description: str, parameters: tuple[Any, ...]) -> str:
    told = "; ".join(f"{one.name}: {one.description}" for one in parameters)
    return f"{description} ({told})" if told else description
