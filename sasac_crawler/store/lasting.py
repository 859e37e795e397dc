"""What was known of a text stays known when its page stops saying it: a redesign is no correction."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

_TOGETHER: Final = (
    ("date_published", "date_precision", "date_published_raw"),
    ("source_name", "source_id", "source_raw"),
)
"""Columns that were read from one place on the page; the first tells whether they are there."""

Row = Mapping[str, Any]


def lacks(row: Row) -> bool:
    """Return whether a record says nothing of a date or a source."""
    return any(row[columns[0]] is None for columns in _TOGETHER)


def with_lasting(row: Row, earlier: Iterable[Row]) -> dict[str, Any]:
    """Return a record with what earlier states of the same text on the same page said and it does not.

    A text that changed is another matter: its date may have gone with it. The rule ``kept:FIELD`` says what was kept,
    the article's versions say when the page stopped saying it.

    Args:
        row: the record as the page is now.
        earlier: the page's earlier records, the latest first.

    Example:
        >>> now = {"content_digest": "a", "date_published": None, "date_precision": None, "date_published_raw": None,
        ...     "source_name": "新华社", "source_id": None, "source_raw": "新华社", "rules": "[]"}
        >>> before = now | {"date_published": "2021-02-24", "date_precision": "day", "date_published_raw": "2021-02-24"}
        >>> kept = with_lasting(now, [before])
        >>> kept["date_published"], kept["rules"]
        ('2021-02-24', '["kept:date_published"]')
        >>> with_lasting(now, [before | {"content_digest": "b"}]) == now
        True
    """
    found = dict(row)
    same = [one for one in earlier if one["content_digest"] == row["content_digest"]]
    for columns in _TOGETHER:
        source = next((one for one in same if one[columns[0]] is not None), None)
        if row[columns[0]] is None and source is not None:
            found |= {name: source[name] for name in columns}
            rules = [*json.loads(found["rules"]), f"kept:{columns[0]}"]
            found["rules"] = json.dumps(rules, ensure_ascii=False)
    return found
