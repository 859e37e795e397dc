"""Precision, recall and exact paragraphs of ``strip_annotations`` on a polluted corpus."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from sasac_crawler.items import Step
from sasac_crawler.normalize.annotations import strip_annotations
from tests.corpus.generators import GENERATORS, Polluted, mirrored, own_reading, pypinyin_reading
from tests.corpus.texts import BRACKET, documents

REQUIRED = 0.9995
"""Least precision, recall and share of exact paragraphs."""


@dataclass
class Score:
    """What was counted."""

    characters: int = 0
    annotations: int = 0
    removed: int = 0
    right: int = 0
    paragraphs: int = 0
    exact: int = 0
    legitimate: int = 0
    destroyed: int = 0
    misses: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / self.annotations

    @property
    def precision(self) -> float:
        return self.right / self.removed

    @property
    def restored(self) -> float:
        return self.exact / self.paragraphs

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def __str__(self) -> str:
        return (
            f"{self.characters:>10,} characters  {self.annotations:>9,} annotations  "
            f"precision {self.precision:.6f}  recall {self.recall:.6f}  "
            f"paragraphs exact {self.exact:,} of {self.paragraphs:,} ({self.restored:.4%})  "
            f"legitimate brackets lost {self.destroyed:,} of {self.legitimate:,}"
        )


def measure(name: str, *, seed: int, characters: int) -> Score:
    """Annotate text of ours by one generator until there are so many characters, strip it, and count."""
    rng = random.Random(f"{name} {seed}")  # noqa: S311 - reproducible, not secret
    score = Score()
    while score.characters < characters:
        for text in documents(rng, min(200_000, characters)):
            printed = text if name == "F3" and rng.random() < 0.5 else mirrored(text)
            reading = own_reading if name == "F2" else pypinyin_reading
            score_document(score, GENERATORS[name](printed, rng, reading))
            if score.characters >= characters:
                break
    return score


def score_document(score: Score, polluted: Polluted) -> None:
    cleaned = strip_annotations(polluted.text)
    score.characters += len(polluted.text)
    score.annotations += len(polluted.brackets)
    score.legitimate += len(BRACKET.findall(polluted.truth))
    before, after = polluted.truth.split("\n"), cleaned.text.split("\n")
    score.paragraphs += len(before)
    if cleaned.text == polluted.truth:
        score.exact += len(before)
        score.removed += len(polluted.brackets)
        score.right += len(polluted.brackets)
        return
    wrong = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    score.exact += len(before) - len(wrong)
    score.misses += wrong
    removed = _removed(polluted.text, cleaned.steps)
    score.removed += len(removed)
    score.right += len(removed & polluted.brackets)
    score.destroyed += len(removed - polluted.brackets)


def _removed(text: str, steps: Iterable[Step]) -> set[tuple[int, int]]:
    """Return start and end in the raw text of every bracket that steps removed."""
    places = list(range(len(text)))
    gone: list[int] = []
    for step in steps:
        gone += places[step.offset : step.offset + len(step.removed)]
        del places[step.offset : step.offset + len(step.removed)]
    spans: set[tuple[int, int]] = set()
    start = 0
    for place in sorted(gone):
        if text[place] in "(（":
            start = place
        elif text[place] in ")）":
            spans.add((start, place + 1))
    return spans
