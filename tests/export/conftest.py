"""The demo's archive, and a small one with texts that forms trip over."""

from pathlib import Path

import pytest

from tests.made_archive import MadeArchive, demo_archive

URL = "http://www.sasac.test/n1/c1000{}/content.html"
NASTY = (
    '引号"与,逗号\n换行\r\n"",""',
    "=1+1",
    "+86 10",
    "-5%",
    "@某人",
    "＝HYPERLINK(1)",
    "\t制表",
    "甲\x1f乙",
    "'=1",
    '"',
    "𠮷野家 😀 \u2028 行",
    "\\n \\\\ \\u0000",
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_archive(tmp_path_factory)


@pytest.fixture
def made(tmp_path: Path) -> MadeArchive:
    return MadeArchive(tmp_path / "archive")


@pytest.fixture
def nasty(made: MadeArchive) -> Path:
    for number, text in enumerate(NASTY):
        made.save(
            URL.format(number),
            title=text,
            body=f"第{number}段说明文字足够长。\n{text}",
            author=text,
            keywords=("甲", text),
            is_reprint=number % 2 == 1,
            site="sasac_test" if number < 8 else "other",
            date_published=None,
            date_precision=None,
        )
    return made.close()
