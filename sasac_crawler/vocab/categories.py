"""Channel categories: a closed list."""

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
