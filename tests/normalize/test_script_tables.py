"""Simplified text is handed on without OpenCC where no entry of its tables changes it: held against the tables."""

import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.script import to_hans

_PACKAGE = Path(opencc.__file__).parent / "clib"
_TOOL = _PACKAGE / "bin" / "opencc_dict"
_PHRASES = ("TWVariantsRevPhrases", "TSPhrases")
_CHARACTERS = ("TWVariantsRev", "TSCharacters", "TSCharactersExt")

pytestmark = pytest.mark.skipif(
    not _TOOL.is_file(), reason="this build of OpenCC has no tool to read its tables with"
)


@cache
def _table(name: str) -> tuple[tuple[str, str], ...]:
    """Return a table of ``tw2s`` as text: what is changed, and what it becomes first of all."""
    source = _PACKAGE / "share" / "opencc" / f"{name}.ocd2"
    command = [_TOOL, "-i", source, "-o", "/dev/stdout", "-f", "ocd2", "-t", "text"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    rows = (line.split("\t") for line in said.splitlines() if "\t" in line)
    return tuple((key, value.split(" ")[0]) for key, value in rows)


def _spellings(phrase: str) -> Iterator[str]:
    """Yield a phrase, and it in the characters that the first table of ``tw2s`` turns into the phrase's."""
    before: dict[str, list[str]] = {}
    for key, value in _table("TWVariantsRev"):
        before.setdefault(value, []).append(key)
    yield from map("".join, product(*([one, *before.get(one, ())] for one in phrase)))


def test_the_tables_are_read() -> None:
    assert ("著", "着") in _table("TWVariantsRev")
    assert ("答覆", "答复") in _table("TSPhrases")


def test_every_entry_is_converted_as_opencc_does_wherever_it_stands() -> None:
    convert = opencc.OpenCC("tw2s").convert
    keys = {key for name in (*_PHRASES, *_CHARACTERS) for key, _ in _table(name)}
    texts = {spelled for key in keys for spelled in _spellings(key)}
    texts |= {f"国{text}资" for text in texts} | {f"通知。\n{text}\n正文" for text in texts}
    simplified = sorted(text for text in texts if _is_gb2312(text))
    assert len(simplified) > len(keys) // 10
    assert [text for text in simplified if to_hans(text) != convert(text)] == []


@given(st.data())
def test_any_text_is_converted_as_opencc_does(data: st.DataObject) -> None:
    phrases = [key for name in _PHRASES for key, _ in _table(name) if _is_gb2312(key)]
    piece = st.sampled_from(phrases) | st.sampled_from("国资委，。\n a李书长的")
    text = "".join(data.draw(st.lists(piece, max_size=12)))
    assert to_hans(text) == opencc.OpenCC("tw2s").convert(text)


def _is_gb2312(text: str) -> bool:
    try:
        return bool(text.encode("gb2312"))
    except UnicodeEncodeError:
        return False
