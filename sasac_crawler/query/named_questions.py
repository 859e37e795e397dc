"""Questions with a name: SQL files in ``questions/``, each with its description and its parameters.

A file begins with comments: the first line says what is asked, the next ones name the parameters::

    -- Sources of the articles, most frequent first.
    -- :site = NULL   only this site
    -- :limit = 50    rows at most
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from sasac_crawler.errors import UnknownQuestionError, UsageError

# A parameter, its default and what it means. example: "-- :limit = 50    rows at most" ·
# counter-example: "-- What was withdrawn."
_PARAMETER: Final = re.compile(r"-- :([a-z_]{1,30}) = (NULL|-?\d{1,9}|'[^'\n]{0,100}')\s{1,30}(\S.{0,200})")
_COMMENT: Final = "-- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a question can be told."""

    name: str
    default: str | int | None
    """A whole number where it takes one."""
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One named question."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    sql: str

    def bind(self, given: Mapping[str, str]) -> dict[str, str | int | None]:
        """Return the value of every parameter: what was given, or the default.

        Raises:
            UsageError: it has no such parameter, or the value is no whole number where one is wanted.

        Example:
            >>> named_questions()["top-sources"].bind({"limit": "3"})
            {'site': None, 'limit': 3}
        """
        unknown = sorted(given.keys() - {one.name for one in self.parameters})
        if unknown:
            known = ", ".join(one.name for one in self.parameters) or "none"
            message = f"{self.name} has no parameter {unknown[0]!r}; it has: {known}"
            raise UsageError(message)
        return {
            one.name: _value(one, given[one.name]) if one.name in given else one.default
            for one in self.parameters
        }


def named_questions() -> Mapping[str, Question]:
    """Return the questions by name, in the order of their names."""
    return _load()


def named_question(name: str) -> Question:
    """Return one question.

    Raises:
        UnknownQuestionError: there is none of this name.

    Example:
        >>> named_question("top-sources").description
        'Sources (来源) of the articles, most frequent first.'
    """
    questions = _load()
    if name not in questions:
        closest = next(iter(get_close_matches(name, questions, n=1, cutoff=0.5)), None)
        raise UnknownQuestionError(name, closest)
    return questions[name]


@cache
def _load() -> dict[str, Question]:
    folder = files("sasac_crawler.query").joinpath("questions")
    found = sorted(
        (entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".sql")
    )
    return {name.removesuffix(".sql"): read_question(name.removesuffix(".sql"), text) for name, text in found}


def read_question(name: str, text: str) -> Question:
    r"""Read one SQL file.

    Raises:
        ValueError: it does not begin with a description, or a line of a parameter cannot be read.

    Example:
        >>> read_question("ten", "-- Ten of them.\n-- :limit = 10  rows at most\nSELECT 1 LIMIT :limit\n").parameters
        (Parameter(name='limit', default=10, description='rows at most'),)
    """
    lines = text.splitlines()
    head = [line for line in lines if line.startswith(_COMMENT)]
    if not head or lines[: len(head)] != head or head[0].startswith("-- :"):
        message = f"{name}.sql must begin with its description and its parameters, as comments"
        raise ValueError(message)
    described = [line for line in head if not line.startswith("-- :")]
    return Question(
        name=name,
        description=" ".join(line.removeprefix(_COMMENT).strip() for line in described),
        parameters=tuple(_parameter(name, line) for line in head if line.startswith("-- :")),
        sql="\n".join(lines[len(head) :]).strip(),
    )


def _parameter(name: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None:
        message = f"{name}.sql: {line!r} must be like `-- :limit = 50  rows at most`"
        raise ValueError(message)
    raw = match[2]
    default = None if raw == "NULL" else raw.strip("'") if raw.startswith("'") else int(raw)
    return Parameter(name=match[1], default=default, description=match[3])


def _value(parameter: Parameter, given: str) -> str | int:
    if not isinstance(parameter.default, int):
        return given
    try:
        return int(given)
    except ValueError as error:
        message = f"{parameter.name} takes a whole number, not {given!r}"
        raise UsageError(message) from error
