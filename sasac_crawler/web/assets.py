"""Our static files, each with a mark of its content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"


@cache
def asset(name: str) -> str:
    """Return a mark that changes with the content of a static file."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
