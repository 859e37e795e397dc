"""Hostile input: 100 KB in under 0.2 s, and twice the text at most 2.6 times the time."""

import re
import time
from collections.abc import Callable

import pytest

from sasac_crawler.normalize import people, relative_names, source_patterns
from sasac_crawler.normalize.mentions import find_mentions
from sasac_crawler.normalize.people import clean_person
from sasac_crawler.normalize.sources import resolve_source
from sasac_crawler.vocab import regional_regulators

HOSTILE = (
    " ", "　", "来源", "来源：", "记者", "记者 ", "(", "（（", "【】", "http://", "www.", "://a.", "国资委", "国",
    "和", "·", "-", "文/", "{{", "2021年2月", "1月1日", "第1版", "社", "本报本网", "a", "a.", "：", "\x00", "蒙古族",
    "委处", "编辑 ", "张 ", "阿·",
)  # fmt: skip
MODULES = (source_patterns, relative_names, people, regional_regulators)
PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}
# Looked for anywhere in a text; the others are only held against the whole or its beginning.
SEARCHED = {
    "source_patterns.LABEL", "source_patterns.URL", "source_patterns.HARD_SEPARATORS",
    "source_patterns.SOFT_SEPARATORS", "source_patterns.STROKES", "source_patterns.PARTING_WORDS",
    "source_patterns.AND", "people._LABEL", "people._BETWEEN",
    "people._SPACED", "people._REMARK", "regional_regulators._RANK",
}  # fmt: skip
SIZE = 100_000


def seconds(work: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def uses(name: str) -> Callable[[str], object]:
    pattern = PATTERNS[name]
    if name in SEARCHED:
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return lambda text: (pattern.match(text), pattern.fullmatch(text))


def test_what_is_said_to_be_searched_for_exists() -> None:
    assert set(PATTERNS) >= SEARCHED


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_pattern_is_linear(name: str) -> None:
    work = uses(name)
    for unit in HOSTILE:
        text = unit * (SIZE // len(unit.encode()))
        once = seconds(work, text)
        assert once < 0.2, unit
        if once > 0.05:  # below that the clock decides
            assert seconds(work, text * 2) < 2.6 * once, unit


@pytest.mark.parametrize(
    "work",
    [resolve_source, lambda text: clean_person(text, role="author"), find_mentions],
    ids=["sources", "people", "mentions"],
)
def test_function_is_fast_on_long_text_and_on_the_longest_it_reads(work: Callable[[str], object]) -> None:
    work("新华社")
    for unit in HOSTILE:
        assert seconds(work, unit * (SIZE // len(unit.encode()))) < 0.2, unit
        assert seconds(work, (unit * 300)[:300]) < 0.1, unit
        assert seconds(work, (unit * 200)[:200]) < 0.1, unit
