"""The docstrings under the fields of records, as descriptions of columns."""

import ast
import inspect
import re
import textwrap
from functools import cache
from types import MappingProxyType

# Marks of code in a docstring. example: "``None``" · counter-example: "'None'"
_CODE = re.compile(r"``([^`]{1,200})``")


@cache
def field_descriptions(record: type) -> MappingProxyType[str, str]:
    """Return what the docstring under each field of a class says, on one line, without marks.

    Args:
        record: a class whose source can be read.

    Example:
        >>> from sasac_crawler.items import Article
        >>> field_descriptions(Article)["source_id"]
        'Id of the source in the organisation table; None if unknown.'
    """
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - narrows the type
    found: dict[str, str] = {}
    name: str | None = None
    for statement in definition.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif name and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            found[name] = _CODE.sub(r"\1", " ".join(str(statement.value.value).split()))
            name = None
        else:
            name = None
    return MappingProxyType(found)
