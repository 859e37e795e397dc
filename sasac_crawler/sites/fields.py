"""Reading one TOML table into a record, with messages that name file, table and key."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sasac_crawler.errors import ProfileError

T = TypeVar("T")

_TYPE_NAMES: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    dt.date: "a date like 2026-01-31, without quotes",
    list: "a list in square brackets",
    dict: "a table",
}


class TableReader:
    """Takes the keys of one TOML table one by one and complains about what is left or wrong."""

    def __init__(self, file: str, where: str, table: Mapping[str, Any]) -> None:
        self.file = file
        self.where = where
        self.table = dict(table)

    def error(self, key: str, problem: str) -> ProfileError:
        """Return the error that says what is wrong with a key of this table."""
        place = f"{self.where}: {key}" if self.where else key
        return ProfileError(self.file, place, problem)

    def take(self, key: str, kind: type, *, required: bool = False) -> Any:  # noqa: ANN401 - TOML's own types
        """Return the value of a key if it has the right type; ``None`` where it is absent."""
        if key not in self.table:
            if required:
                raise self.error(key, "is missing")
            return None
        value = self.table.pop(key)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise self.error(key, f"must be {_TYPE_NAMES[kind]}, not {value!r}")
        if isinstance(value, str) and not value.strip():
            raise self.error(key, "is empty")
        return value

    def take_one_of(self, key: str, allowed: Mapping[str, Any] | tuple[str, ...]) -> str:
        """Return the value of a required key that must be in a closed list."""
        value: str = self.take(key, str, required=True)
        if value not in allowed:
            raise self.error(key, f"{value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def take_amount(self, key: str, kind: type[T], default: T) -> T:
        """Return a number that is not negative; 0 and none at all are the default."""
        value = self.take(key, kind)
        if value is not None and value < 0:
            raise self.error(key, f"must not be negative: {value!r}")
        return value or default

    def take_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where it is absent."""
        values = self.take(key, list) or []
        for value in values:
            if type(value) is not str:
                raise self.error(key, f"must hold text only, not {value!r}")
        return tuple(values)

    def take_selector(self, key: str) -> str | None:
        """Return a CSS selector; ``None`` where it is absent."""
        selector: str | None = self.take(key, str)
        return None if selector is None else self._selector(key, selector)

    def take_selectors(self, key: str) -> tuple[str, ...]:
        """Return a list of CSS selectors; empty where it is absent."""
        return tuple(self._selector(key, one) for one in self.take_texts(key))

    def _selector(self, key: str, selector: str) -> str:
        from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - only where there is one

        try:
            LexborHTMLParser("").css_first(selector)
        except SelectolaxError as error:
            raise self.error(key, f"{selector!r} is no CSS selector") from error
        return selector

    def take_tables(self, key: str, read: "Callable[[TableReader], T]") -> tuple[T, ...]:
        """Read every table of an array of tables."""
        values = self.take(key, list) or []
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"must be tables, each under [[{key}]]")
        return tuple(
            read(TableReader(self.file, f"{key}[{index}]", value)) for index, value in enumerate(values)
        )

    def finish(self) -> None:
        """Complain about the first key nobody took."""
        for key in self.table:
            raise self.error(key, "unknown key")
