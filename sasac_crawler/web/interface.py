"""The words of the interface, in Chinese and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sasac_crawler.vocab.categories import categories


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of the interface by key.

    Example:
        >>> words("en")["search"], words("zh")["search"]
        ('Search', '搜索')
    """
    table = tomllib.loads(files("sasac_crawler.web").joinpath("words.toml").read_text("utf-8"))
    return MappingProxyType({key: entry[language] for key, entry in table.items()})


@cache
def category_names(language: str) -> Mapping[str, str]:
    """Return the names of the categories by key.

    Example:
        >>> category_names("en")["policy"], category_names("zh")["policy"]
        ('Policy documents', '政策文件')
    """
    if language == "zh":
        return categories()
    table = tomllib.loads(files("sasac_crawler.vocab").joinpath("categories.toml").read_text("utf-8"))
    return MappingProxyType({key: entry["en"] for key, entry in table.items()})
