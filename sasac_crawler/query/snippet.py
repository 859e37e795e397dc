"""A piece of a text around what was searched for."""

from typing import Final

BEFORE: Final = 12
AFTER: Final = 28


def make_snippet(printed: str, simplified: str, wanted: tuple[str, ...]) -> str:
    """Return a piece of a text with the first match in 【 】.

    The match is found in the simplified text and cut from the printed one, where both are equally
    long; where a conversion changed the length, the simplified text is shown.

    Example:
        >>> make_snippet("企業全面復工復產。", "企业全面复工复产。", ("复工复产",))
        '企業全面【復工復產】。'
    """
    shown = printed if len(printed) == len(simplified) else simplified
    for term in wanted:
        at = simplified.find(term)
        if at >= 0:
            end = at + len(term)
            return _cut(shown, at, end)
    return _cut(shown, 0, 0)


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(start - BEFORE, 0), min(end + AFTER, len(text))
    match = f"【{text[start:end]}】" if end > start else ""
    piece = f"{text[first:start]}{match}{text[end:last]}".replace("\n", " ")
    return f"{'…' if first else ''}{piece}{'…' if last < len(text) else ''}"
