"""A text with what was done to it: every change a step, replayable and undoable."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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

    @classmethod
    def unchanged(cls, text: str, make_issues: Callable[[], Iterable[Issue]] = tuple) -> "CleanText":
        """Return a text to which nothing was done, in a third of the constructor's time.

        Clean text is examined at several GB/s: a frozen dataclass's own constructor would be half of it.
        """
        instance = cls.__new__(cls)
        instance.__dict__["text"] = text
        instance.__dict__["make_issues"] = make_issues
        instance.__dict__["steps"] = ()
        if make_issues is tuple:
            instance.__dict__["issues"] = ()
        return instance

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every change, in the order it is applied."""
        return tuple(self.make_steps())

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What the rule was in doubt about."""
        return tuple(self.make_issues())


def replay(text: str, steps: Iterable[Step]) -> str:
    """Apply steps to the text they were made from; linear in text and steps for each rule's pass.

    Raises:
        ValueError: the text is another one.

    Example:
        >>> replay("國(guo)資", [Step(rule="strip_annotations", offset=1, removed="(guo)")])
        '國資'
    """
    for one_pass in _passes(steps):
        text = _apply(text, one_pass)
    return text


def undo(text: str, steps: Iterable[Step]) -> str:
    """Give back the text that steps were made from.

    Raises:
        ValueError: the text is not what these steps lead to.

    Example:
        >>> undo("國資", [Step(rule="strip_annotations", offset=1, removed="(guo)")])
        '國(guo)資'
    """
    for one_pass in reversed(list(_passes(steps))):
        text = _revert(text, one_pass)
    return text


def removal_steps(rule: str, pieces: Iterable[tuple[str, str]]) -> Iterator[Step]:
    """Yield the steps of a rule that only removes, from ``(kept, removed)`` pieces in order.

    Example:
        >>> [(step.offset, step.removed) for step in removal_steps("r", [("國", "(guo)"), ("資", "")])]
        [(1, '(guo)')]
    """
    offset = 0
    for kept, removed in pieces:
        offset += len(kept)
        if removed:
            yield Step(rule=rule, offset=offset, removed=removed)


def replacement_steps(rule: str, changes: Iterable[tuple[int, str, str]]) -> Iterator[Step]:
    r"""Yield the steps of one left-to-right pass, from ``(offset before the pass, removed, inserted)``.

    Example:
        >>> [step.offset for step in replacement_steps("r", [(0, "\r\n", "\n"), (5, "\r\n", "\n")])]
        [0, 4]
    """
    shift = 0
    for position, removed, inserted in changes:
        yield Step(rule=rule, offset=position + shift, removed=removed, inserted=inserted)
        shift += len(inserted) - len(removed)


def _passes(steps: Iterable[Step]) -> Iterator[Sequence[Step]]:
    """Group steps that go from left to right, so that each group is one walk over the text."""
    group: list[Step] = []
    reached = 0
    for step in steps:
        if group and step.offset < reached:
            yield group
            group = []
        group.append(step)
        reached = step.offset + len(step.inserted)
    if group:
        yield group


def _apply(text: str, steps: Sequence[Step]) -> str:
    pieces: list[str] = []
    position = length = 0
    for step in steps:
        start = position + step.offset - length
        _expect(text, start, step.removed)
        pieces += (text[position:start], step.inserted)
        position = start + len(step.removed)
        length = step.offset + len(step.inserted)
    return "".join((*pieces, text[position:]))


def _revert(text: str, steps: Sequence[Step]) -> str:
    pieces: list[str] = []
    position = 0
    for step in steps:
        _expect(text, step.offset, step.inserted)
        pieces += (text[position : step.offset], step.removed)
        position = step.offset + len(step.inserted)
    return "".join((*pieces, text[position:]))


def _expect(text: str, offset: int, wanted: str) -> None:
    if offset < 0 or not text.startswith(wanted, offset) or offset > len(text):
        message = f"the text has no {wanted!r} at {offset}: these are the steps of another text"
        raise ValueError(message)
