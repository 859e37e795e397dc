"""A text with what was done to it, and how the doing is replayed and undone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sasac_crawler.items import Issue, Step


@dataclass(frozen=True, kw_only=True)
class CleanText:
    """What a rule made of a text."""

    text: str
    """The text after the rule."""

    make_steps: Callable[[], Iterable[Step]] = field(default=tuple, repr=False, compare=False)
    """Computes the steps when somebody asks: many callers want the text only."""

    make_issues: Callable[[], Iterable[Issue]] = field(default=tuple, repr=False, compare=False)
    """Computes the issues when somebody asks."""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every change, in the order it is applied."""
        return tuple(self.make_steps())

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What the rule was in doubt about."""
        return tuple(self.make_issues())


def replay(text: str, steps: Iterable[Step]) -> str:
    """Apply steps to the text they were made from.

    Raises:
        ValueError: the text is another one.

    Example:
        >>> replay("國(guo)資", [Step(rule="strip_annotations", offset=1, removed="(guo)")])
        '國資'
    """
    for step in steps:
        text = _swap(text, step.offset, step.removed, step.inserted)
    return text


def undo(text: str, steps: Iterable[Step]) -> str:
    """Give back the text that steps were made from.

    Example:
        >>> undo("國資", [Step(rule="strip_annotations", offset=1, removed="(guo)")])
        '國(guo)資'
    """
    for step in reversed(list(steps)):
        text = _swap(text, step.offset, step.inserted, step.removed)
    return text


def removal_steps(rule: str, pieces: Iterable[tuple[str, str]]) -> Iterator[Step]:
    """Yield the steps of a rule that only removes, from ``(kept, removed)`` pieces in order."""
    offset = 0
    for kept, removed in pieces:
        offset += len(kept)
        if removed:
            yield Step(rule=rule, offset=offset, removed=removed)


def _swap(text: str, offset: int, old: str, new: str) -> str:
    if not text.startswith(old, offset):
        message = f"the text has no {old!r} at {offset}: these are the steps of another text"
        raise ValueError(message)
    return text[:offset] + new + text[offset + len(old) :]
