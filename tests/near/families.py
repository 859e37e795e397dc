"""A generated truth: articles with their near copies, and look-alikes that are none."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.near.prose import OBJECTS, PLACES, SET_PHRASES, article, clause, paragraphs, person, sentence

SENTENCE = re.compile(r"[^。\n]+。")


@dataclass(frozen=True, slots=True)
class Made:
    """One text of the truth."""

    family: int
    kind: str
    """``base``, or how it was made from the base; look-alikes of one family are ``template`` and the like."""
    text: str


NEAR = ("cut_end", "cut_start", "cut_middle", "merged", "edited", "framed")
"""Kinds that are near copies of their family's base."""
FAR = ("figures", "persons", "companies", "boilerplate", "rewritten")
"""Kinds whose texts must not be called near copies of one another."""


def families(seed: int, count: int) -> Iterator[list[Made]]:
    """Yield families: a base with its near copies, or look-alikes."""
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    for number in range(count):
        if number % 2:
            kind = FAR[number // 2 % len(FAR)]
            yield [Made(number, kind, text) for text in LOOK_ALIKES[kind](chance)]
        else:
            base = article(chance)
            yield [
                Made(number, "base", base),
                *(Made(number, kind, COPIES[kind](base, chance)) for kind in NEAR),
            ]


def _cut(text: str, chance: random.Random, *, place: str) -> str:
    """Keep 40 to 90 % of the sentences."""
    sentences = SENTENCE.findall(text)
    kept = max(2, round(len(sentences) * chance.uniform(0.4, 0.9)))
    start = {"end": 0, "start": len(sentences) - kept, "middle": (len(sentences) - kept) // 2}[place]
    return paragraphs(sentences[start : start + kept])


def _merged(text: str, chance: random.Random) -> str:
    """Put another article in front of it or behind it."""
    pieces = [text, article(chance)]
    chance.shuffle(pieces)
    return "\n".join(pieces)


def _edited(text: str, chance: random.Random) -> str:
    """Change 1 to 20 % of the characters: words replaced, taken out, put in; figures stay."""
    share = chance.uniform(0.01, 0.2)
    left = round(len(text) * share)
    while left > 0:
        length = chance.randint(1, 4)
        at = chance.randrange(max(len(text) - length, 1))
        old = text[at : at + length]
        if re.search(r"[\d。\n，]", old):
            continue
        word = chance.choice(OBJECTS)[:length]
        new = chance.choice((word, word, "", old + word))
        text = text[:at] + new + text[at + length :]
        left -= length
    return text


def _framed(text: str, chance: random.Random) -> str:
    """Give it another head and tail, as a reprinting site does, and another date."""
    head = f"本报{chance.choice(PLACES)}{chance.randint(1, 12)}月{chance.randint(1, 28)}日电，记者{person(chance)}报道。"
    return f"{head}\n{text}\n来源：{chance.choice(PLACES)}日报，编辑：{person(chance)}。"


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "cut_end": lambda text, chance: _cut(text, chance, place="end"),
    "cut_start": lambda text, chance: _cut(text, chance, place="start"),
    "cut_middle": lambda text, chance: _cut(text, chance, place="middle"),
    "merged": _merged,
    "edited": _edited,
    "framed": _framed,
}


def _monthly(chance: random.Random) -> Iterator[str]:
    """Yield monthly reports on one template: every figure is another."""
    frame = [clause(chance) for _ in range(chance.randint(2, 8))]
    items = chance.sample(OBJECTS, 6)
    for month in chance.sample(range(2, 13), 4):
        figure = iter(lambda: f"{chance.uniform(10, 9000):.1f}", None)
        lines = [
            f"1-{month}月，省属企业实现营业收入{next(figure)}亿元，同比增长{chance.uniform(1, 20):.1f}%。"
        ]
        lines += [
            f"{item}完成投资{next(figure)}亿元，占{chance.uniform(1, 60):.1f}%，同比增长{chance.uniform(0, 30):.1f}%。"
            for item in items
        ]
        lines += [f"{month}月末，资产总额{next(figure)}亿元，{frame[0]}。", "，".join(frame[1:]) + "。"]
        yield paragraphs(lines)


def _appointments(chance: random.Random) -> Iterator[str]:
    """Yield notices of appointment: the names are others, the words are not."""
    company = f"{chance.choice(PLACES)}能源集团有限公司"
    for _ in range(4):
        one, other = person(chance), person(chance)
        yield (
            f"{company}：\n经研究，任命{one}同志为{company}副总经理，试用期一年。免去{other}同志的{company}总会计师职务。"
            f"请按照公司法和公司章程的有关规定办理任职手续。"
        )


def _companies(chance: random.Random) -> Iterator[str]:
    """Yield approvals of the same thing to different companies."""
    subject = chance.choice(OBJECTS)
    for place in chance.sample(PLACES, 4):
        company = f"{place}{chance.choice(('港口', '水务', '地铁', '种业'))}集团有限公司"
        yield (
            f"{company}：\n你公司关于{subject}的请示收悉。经研究，现批复如下：\n原则同意{company}提出的{subject}实施方案。"
            f"请{company}按照规定履行程序，落实责任，防范风险，重大事项及时报告。此复。"
        )


def _boilerplate(chance: random.Random) -> Iterator[str]:
    """Yield texts that share a third to half of their words, all of them set phrases."""
    shared = "，".join(chance.sample(SET_PHRASES, 8)) + "。" + "".join(sentence(chance) for _ in range(2))
    for _ in range(4):
        own: list[str] = []
        while sum(map(len, own)) < len(shared) * chance.uniform(1.0, 2.0):
            own.append(sentence(chance))
        yield paragraphs([*SENTENCE.findall(shared), *own])


def _rewritten(chance: random.Random) -> Iterator[str]:
    """Yield texts about the same things in other words."""
    subjects = chance.sample(OBJECTS, 5)
    for _ in range(4):
        lines = [f"{clause(chance)}，围绕{one}{clause(chance)}，{clause(chance)}。" for one in subjects]
        yield paragraphs(lines)


LOOK_ALIKES: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "figures": _monthly,
    "persons": _appointments,
    "companies": _companies,
    "boilerplate": _boilerplate,
    "rewritten": _rewritten,
}
