"""Writing into a profile what only a live check can say; every other line stays as it is."""

import datetime as dt
import os
import re
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

import tomlkit

# The line of the slug. example: 'slug = "beijing"' · counter-example: '# slug = "old"'
_SLUG_LINE = re.compile(r"^slug[ \t]{0,20}=.{0,200}\n", re.MULTILINE)


def profile_path(slug: str, folders: Iterable[Path] = ()) -> Path | None:
    """Return the file a profile is read from, or ``None`` where it is not a file of its own.

    Args:
        slug: the site.
        folders: folders with further profiles; the last one that has the site counts.
    """
    own = [path for folder in folders if (path := folder / f"{slug}.toml").is_file()]
    if own:
        return own[-1]
    with as_file(files("sasac_crawler.sites").joinpath(f"{slug}.toml")) as packaged:
        return packaged if packaged.is_file() and os.access(packaged, os.W_OK) else None


def stamp_verified(path: Path, day: dt.date) -> None:
    """Set ``verified`` in a profile, keeping comments and order; the old file is there until the new one is.

    Raises:
        OSError: the file cannot be written.
    """
    path_text = stamped(path.read_text("utf-8"), day)
    draft = path.with_suffix(".toml.part")
    draft.write_text(path_text, "utf-8")
    draft.replace(path)


def stamped(text: str, day: dt.date) -> str:
    r"""Return a profile's text with ``verified`` set.

    Example:
        >>> stamped('slug = "x"  # 示例\n\n[[channels]]\nid = "tzgg"\n', dt.date(2026, 11, 23))
        'slug = "x"  # 示例\nverified = 2026-11-23\n\n[[channels]]\nid = "tzgg"\n'
    """
    document = tomlkit.parse(text)
    if "verified" in document:
        document["verified"] = day
        return tomlkit.dumps(document)
    # tomlkit would put a new key behind the last table's lines; a profile's own keys stand first.
    return _SLUG_LINE.sub(lambda line: f"{line[0]}verified = {day.isoformat()}\n", text, count=1)
