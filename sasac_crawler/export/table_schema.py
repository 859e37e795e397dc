"""A Frictionless Table Schema of the columns, described in the records' own words."""

from collections.abc import Sequence
from typing import Any, Final

from sasac_crawler.query.columns import Column
from sasac_crawler.query.selection import Selection

_ALWAYS: Final = frozenset(("id", "version", "url", "site", "content_digest", "first_seen"))


def table_schema(columns: Sequence[Column], selection: Selection) -> dict[str, Any]:
    """Return the Table Schema of a selection's rows.

    Example:
        >>> table_schema(Selection().columns(), Selection())["fields"][0]["constraints"]
        {'required': True}
    """
    # A deleted id is a row of its own, in which all else is empty.
    always = _ALWAYS if selection.since_run is None else {"id"}
    fields = []
    for column in columns:
        field: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.description}
        if column.name in always:
            field["constraints"] = {"required": True}
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if selection.duplicates == "one" and not selection.versions:
        schema["primaryKey"] = ["id"]
    return schema
