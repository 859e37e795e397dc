"""Channel categories: a closed list, and the words by which a channel's name tells its category."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def categories() -> Mapping[str, str]:
    """Return the categories a channel may have, with their Chinese names.

    Example:
        >>> categories()["policy"]
        '政策文件'
    """
    text = files("sasac_crawler.vocab").joinpath("categories.toml").read_text("utf-8")
    return MappingProxyType({key: entry["zh"] for key, entry in tomllib.loads(text).items()})


def guess_category(name: str) -> str | None:
    """Return the category that a channel's name suggests, or ``None`` if it suggests none.

    Example:
        >>> guess_category("信息公开 > 通知公告"), guess_category("政策解读"), guess_category("网站地图")
        ('notice', 'interpretation', None)
    """
    parts = (name.rpartition(">")[2], name)
    return next(
        (key for part in parts for key, words in _words() if any(word in part for word in words)), None
    )


@cache
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    text = files("sasac_crawler.vocab").joinpath("category_words.toml").read_text("utf-8")
    return tuple((key, tuple(words)) for key, words in tomllib.loads(text)["order"])
