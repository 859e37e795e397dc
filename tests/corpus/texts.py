"""Text of our own for the corpora: sentences from the repository's texts, names from ``vocab``, words.

Words come from the phrase table of pypinyin (a dependency), strung together so that every common
character occurs beside every other kind: no sense, but all the characters.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.corpus.brackets import KINDS

ROOT = Path(__file__).parents[2]
SENTENCE = re.compile(r"[^。！？\n]{6,200}[。！？]")
BRACKET = re.compile(r"[(（〔][^()（）〔〕]{0,60}[)）〕]")
# Where a bracket is put: behind a Han character that is not before one.
PLACE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff，。])")
TEMPLATES = (
    "{org}召开{word}工作会议，研究{word}和{word}有关事项。",
    "{org}印发《关于{word}的通知》，要求各企业抓好{word}。",
    "{place}国资委赴{org}调研{word}情况。",
    "截至{year}年底，{org}资产总额达{amount}亿元，同比增长{digit}.{digit}%。",
    "{org}与{place}人民政府签署{word}合作协议。",
    "会议强调，要把{word}摆在突出位置，统筹{word}与{word}。",
    "{word}、{word}、{word}等单位参加了会议。",
    "{year}年以来，{place}坚持{word}，推动{word}取得新进展。",
)


def documents(rng: random.Random, characters: int, *, brackets: bool = True) -> Iterator[str]:
    """Yield documents of paragraphs, in simplified characters, until there are so many characters."""
    made = 0
    while made < characters:
        text = "\n".join(_paragraph(rng) for _ in range(rng.randint(4, 14)))
        if brackets:
            text = with_brackets(text, rng)
        made += len(text)
        yield text


def with_brackets(text: str, rng: random.Random) -> str:
    """Put legitimate brackets of all kinds into a text, about one in sixty characters."""
    kinds = list(KINDS.values())
    return PLACE.sub(lambda _: rng.choice(kinds)(rng) if rng.random() < 0.02 else "", text)


def _paragraph(rng: random.Random) -> str:
    return "".join(_sentence(rng) for _ in range(rng.randint(2, 9)))


def _sentence(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.4:
        return rng.choice(_own_sentences())
    if draw < 0.75:
        return _filled(rng)
    return (
        "，".join("".join(rng.choices(_words(), k=rng.randint(2, 5))) for _ in range(rng.randint(1, 4)))
        + "。"
    )


def _filled(rng: random.Random) -> str:
    places, organisations = _names()
    fill = {
        "org": lambda: rng.choice(organisations),
        "place": lambda: rng.choice(places),
        "word": lambda: rng.choice(_words()),
        "year": lambda: str(rng.randint(2003, 2026)),
        "amount": lambda: str(rng.randint(1, 99999)),
        "digit": lambda: str(rng.randint(0, 9)),
    }
    return re.sub(r"\{(\w+)\}", lambda match: fill[match[1]](), rng.choice(TEMPLATES))


@cache
def _own_sentences() -> tuple[str, ...]:
    texts = [(ROOT / "data/sample/expected-hans.txt").read_text("utf-8")]
    for path in sorted((ROOT / "sasac_crawler/samplesite/texts").glob("*.toml")):
        texts += _strings(tomllib.loads(path.read_text("utf-8")))
    found = (sentence for text in texts for sentence in SENTENCE.findall(text))
    return tuple(dict.fromkeys(sentence.strip() for sentence in found if "(" not in sentence))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _strings(one)]


@cache
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    from sasac_crawler.vocab.divisions import divisions  # noqa: PLC0415 - read when first wanted

    places = tuple(division.name for division in divisions().values())
    organisations = [
        name
        for path in sorted((ROOT / "sasac_crawler/vocab").glob("organisations_*.toml"))
        for name in _strings(tomllib.loads(path.read_text("utf-8")))
        if re.fullmatch(r"[\u4e00-\u9fff]{4,30}", name)
    ]
    return places, tuple(organisations)


@cache
def _words() -> tuple[str, ...]:
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415 - slow to load

    common = {
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (high, low) <= (0xD7, 0xF9)
    }
    words = [word for word in PHRASES_DICT if set(word) <= common]
    # Every common character must occur, also one that no phrase holds.
    return (*words, *sorted(common - set("".join(words))) * 5)
