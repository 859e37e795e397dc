"""The columns of datasets: names, types and what they mean, from the records themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from sasac_crawler.items.article import Article
from sasac_crawler.items.descriptions import field_descriptions
from sasac_crawler.items.published import PublishedArticle, PublishedExtras

Kind = Literal["string", "integer", "boolean", "array"]
_KINDS: dict[object, Kind] = {
    str: "string",
    str | None: "string",
    bool: "boolean",
    int | None: "integer",
    tuple[str, ...]: "array",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a dataset."""

    name: str
    kind: Kind
    """Of an array the elements are strings."""
    is_required: bool
    """Whether every article has a value."""
    description: str


@cache
def article_columns() -> tuple[Column, ...]:
    """Return the columns every dataset of articles has.

    Example:
        >>> [column.name for column in article_columns()][:3]
        ['id', 'version', 'url']
        >>> article_columns()[9].description
        'BCP 47 tag: zh-Hans-CN or zh-Hant-CN.'
    """
    return _columns(PublishedArticle)


def extra_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Return further columns by name, in their own order."""
    wanted = frozenset(names)
    return tuple(column for column in _columns(PublishedExtras) if column.name in wanted)


def _columns(record: type) -> tuple[Column, ...]:
    described = {**field_descriptions(Article), **field_descriptions(record)}
    return tuple(
        Column(
            name=field.name,
            kind=_KINDS[field.type],
            is_required=field.type in (str, bool, tuple[str, ...]),
            description=described[field.name],
        )
        for field in fields(record)
    )
