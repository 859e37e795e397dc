"""What F2 does to the bytes: text of ours put through it, and how much of the damage is undone.

The mirrors replace bytes of GBK text without regard to character boundaries (facts/annotations.md §4).
Counted are lines and wrong characters after stripping alone and after repairing first.
"""

import random
from dataclasses import dataclass
from difflib import SequenceMatcher

from sasac_crawler.normalize.annotations import strip_annotations
from sasac_crawler.normalize.damage import repair_damage
from tests.corpus.generators import is_gb2312, is_han, mirrored, own_reading
from tests.corpus.texts import documents


@dataclass
class Damage:
    """What was counted over damaged lines."""

    lines: int = 0
    wrong_stripped: int = 0
    wrong_repaired: int = 0
    perfect: int = 0
    flagged: int = 0
    made_worse: int = 0
    undamaged_touched: int = 0

    def __str__(self) -> str:
        return (
            f"{self.lines:,} damaged lines: {self.wrong_stripped:,} wrong characters after stripping alone, "
            f"{self.wrong_repaired:,} after repair; {self.perfect:,} lines exact, {self.flagged:,} of the others "
            f"flagged; {self.made_worse} lines made worse, {self.undamaged_touched} undamaged ones touched"
        )


def replace_bytes(text: str, table: dict[bytes, bytes]) -> str:
    """Annotate as the mirrors do, and decode as their readers do: a broken pair becomes ``?``."""
    body = text.encode("gb18030")
    out = bytearray()
    position = 0
    while position < len(body):
        pair = body[position : position + 2]
        out += table.get(pair, body[position : position + 1])
        position += 2 if pair in table else 1
    return _decoded(bytes(out))


def _decoded(body: bytes) -> str:
    pieces: list[str] = []
    position = 0
    while position < len(body):
        size = 1 if body[position] < 0x80 else 2
        try:
            pieces.append(body[position : position + size].decode("gb18030"))
        except UnicodeDecodeError:
            pieces.append("?")
        position += size
    return "".join(pieces)


def measure_damage(*, seed: int, characters: int) -> Damage:
    """Damage text of ours with a table of 600 characters, and count."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    result = Damage()
    for text in documents(rng, characters, brackets=False):
        printed = mirrored(text)
        if any(len(c.encode("gb18030")) > 2 for c in printed):
            continue
        table = _table(rng)
        broken = replace_bytes(printed, table)
        if broken.count("\n") != printed.count("\n"):
            continue
        for truth, line in zip(printed.split("\n"), broken.split("\n"), strict=True):
            _count(result, truth, line)
    return result


def _count(result: Damage, truth: str, line: str) -> None:
    alone = strip_annotations(line, document_is_annotated=True).text
    repaired = repair_damage(line)
    both = strip_annotations(repaired.text, document_is_annotated=True).text
    if alone == truth:
        result.undamaged_touched += both != truth
        return
    before, after = _wrong(truth, alone), _wrong(truth, both)
    result.lines += 1
    result.wrong_stripped += before
    result.wrong_repaired += after
    result.perfect += both == truth
    result.flagged += both != truth and bool(repaired.issues)
    result.made_worse += after > before


def _wrong(truth: str, got: str) -> int:
    matcher = SequenceMatcher(None, truth, got, autojunk=False)
    return len(truth) - sum(block.size for block in matcher.get_matching_blocks())


def _table(rng: random.Random) -> dict[bytes, bytes]:
    traditional = [
        chr(code)
        for code in range(0x4E00, 0xA000)
        if is_han(chr(code)) and not is_gb2312(chr(code)) and _is_common(chr(code)) and own_reading(chr(code))
    ]
    return {
        one.encode("gb18030"): f"{one}({own_reading(one)})".encode("gb18030")
        for one in rng.sample(traditional, 600)
        if len(one.encode("gb18030")) == 2
    }


def _is_common(character: str) -> bool:
    try:
        return character.encode("big5") <= b"\xc6\x7e"
    except UnicodeEncodeError:
        return False
