"""What must be reached on every article page of every replica, with and without what we know of it."""

from functools import partial

import pytest

from tests.replica.reading import measure
from tests.replica.redesign import redesign


def test_with_profiles_and_platforms() -> None:
    found = measure()
    assert found.fields >= 0.995, "\n".join(found.differences)
    assert found.body_exact >= 0.99, "\n".join(found.differences)


def test_with_general_readers_alone() -> None:
    found = measure(use_platforms=False)
    assert found.fields >= 0.97, "\n".join(found.differences)
    assert found.rouge_l >= 0.97


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_redesign(seed: int) -> None:
    found = measure(redesign=partial(redesign, seed=seed))
    assert found.fields >= 0.95, "\n".join(found.differences)


def test_a_redesign_keeps_every_word() -> None:
    markup = "<html><body><div class=a><h1>标题</h1><div id=b><p>甲<b>乙</b></p>丙<p>丁</p></div></div></body></html>"
    for seed in range(20):
        changed = redesign(markup, seed=seed)
        assert changed != markup
        assert all(character in changed for character in "标题甲乙丙丁")
        assert 'class="a"' not in changed
