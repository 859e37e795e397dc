"""Every compiled pattern of the package takes linear time on hostile input.

The patterns are found by walking the modules, so a new one is tested without being named here.
"""

import dataclasses
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import sasac_crawler
from sasac_crawler.normalize.date_patterns import SEPARATED
from sasac_crawler.normalize.document_number_patterns import BRACKETED
from sasac_crawler.parse.header_patterns import annotated

SIZE = 100_000
SECONDS = 0.5
"""Generous: with both cores busy a pattern has taken twice its time. What grows with the square takes minutes."""
RATIO = 2.6
NOISE = 0.02
"""Seconds below which a ratio says nothing."""
GLANCE = 0.0005
"""Seconds for a twentieth of the text: four hundred times as long is 0.2 s, well below ``SECONDS``."""
SUSPECTS = 3
"""Inputs per pattern that are measured at full size."""
ROUNDS = 3
_SKIPPED = re.compile(r"\.(?:samplesite|cluster)(?:\.|$)|\.__main__$")

BLOCKS = (
    "1", "12 ", " ", "\n", "\t\n", "\u3000", "\xa0", "-", "/", ".", ":", "：", "(", ")", "((", "()", "[", "]",
    "〔", "〕", "《", "》", "<", ">", "<a ", "<!--", "-->", "<script>", '"', "'", "\\", "&", "&#", "=", "|",
    "a", "a ", "A", "http://", "/a", "a/", "%2", "0年", "2021年", "2021-", "2021年2月", "月", "日", "国", "国 ",
    "国资委", "国资委、", "号", "第", "令第", "令第1", "〔2021", "〔2021〕", "鲁国资〔2021〕", "根据", "和", "发布时间", "发布时间：",
    "时间", "来源", "来源：", "来源： ", "作者：", "责任编辑：", "【责任编辑", "一", "十", "百", "上午", "截至", "截至2020年",
    "農", "復(fu)", "復(fu)(fu)", "(fu)", "工(gong", "ā", "ü", "，", "。", "、", "\u200b", "\ud800", "😀", "一季度", "星期",
)  # fmt: skip


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(sasac_crawler.__path__, "sasac_crawler."):
        if _SKIPPED.search(found.name):
            continue
        try:
            yield importlib.import_module(found.name)
        except ModuleNotFoundError as missing:
            # A module behind an extra that is not installed here; our own must all be there.
            if (missing.name or "").startswith("sasac_crawler"):
                raise


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 3:
        return
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _patterns_in(one, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _patterns_in(one, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _patterns_in(getattr(value, field.name), depth + 1)


def _all_patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    known: set[re.Pattern[Any]] = set()
    for module in _modules():
        for name, value in sorted(vars(module).items()):
            if name.startswith("__"):
                continue
            for number, pattern in enumerate(_patterns_in(value)):
                if pattern not in known:
                    known.add(pattern)
                    found[f"{module.__name__}.{name}[{number}]"] = pattern
    return found


PATTERNS = _all_patterns() | {
    f"annotated header line[{number}]": pattern for number, pattern in enumerate(_patterns_in(annotated()))
}


def _literals(pattern: re.Pattern[Any]) -> list[str]:
    """Return the runs of plain characters in a pattern's own source: its label words."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = re.findall(r"[\w<>:/=\u3000-\u9fff-]{2,30}", re.sub(r"\\.", " ", source))
    return list(dict.fromkeys(words))[:12]


def _hostile(pattern: re.Pattern[Any], size: int) -> Iterator[tuple[str, str]]:
    words = _literals(pattern)
    blocks = [*BLOCKS, *words, *(f"{word} " for word in words[:6]), *(f"{word}1" for word in words[:4])]
    for block in blocks:
        yield block, (block * (size // len(block) + 1))[:size]
    for head in words[:4]:
        for filler in (" ", "1", "国", "a", "("):
            yield f"{head} + {filler}", (head + filler * size)[:size]


def _fit(pattern: re.Pattern[Any], text: str) -> Any:
    return text if isinstance(pattern.pattern, str) else text.encode("utf-8", "surrogatepass")


def _seconds(pattern: re.Pattern[Any], text: str) -> float:
    """Return the processor time of one search through a text: other programs do not count."""
    subject = _fit(pattern, text)
    start = time.thread_time()
    for _ in pattern.finditer(subject):
        pass
    return time.thread_time() - start


def _best(pattern: re.Pattern[Any], *texts: str) -> list[float]:
    """Return the best of several rounds for each text, measured in turn."""
    rounds = [[_seconds(pattern, text) for text in texts] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _suspects(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """Return the inputs that would take longest at full size, by a glance at small sizes."""
    expected: list[tuple[float, str, str]] = []
    for block, text in _hostile(pattern, SIZE):
        small, larger = (_seconds(pattern, text[:size]) for size in (SIZE // 80, SIZE // 20))
        if larger >= GLANCE:
            expected.append((larger * larger / max(small, 1e-5), block, text))
    return [(block, text) for _, block, text in sorted(expected, reverse=True)[:SUSPECTS]]


def test_patterns_are_found() -> None:
    assert len(PATTERNS) >= 40
    assert {SEPARATED, BRACKETED} <= set(PATTERNS.values())


@pytest.mark.parametrize("name", PATTERNS)
def test_time_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    for block, text in _suspects(pattern):
        whole, half = _best(pattern, text, text[: SIZE // 2])
        assert whole < SECONDS, f"{whole:.3f} s for {SIZE} characters of {block!r}"
        if whole >= NOISE and whole > RATIO * half:
            # Memory and clock can double one measurement; what grows with the square does so again.
            whole, half = _best(pattern, text, text[: SIZE // 2])
            assert whole <= RATIO * half, f"twice {block!r} takes {whole / half:.1f} times as long"


@pytest.mark.parametrize("name", PATTERNS)
def test_repeats_are_bounded(name: str) -> None:
    """No pattern repeats a group without bound inside another repeat."""
    source = PATTERNS[name].pattern
    text = source if isinstance(source, str) else source.decode("latin-1")
    assert not re.search(r"[*+]\)[*+]|[*+]\)\{\d*,\}", text), text
