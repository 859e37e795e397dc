"""Cells that a spreadsheet would take for formulas ("CSV injection", as OWASP tells of it).

They get an apostrophe before them; full-width signs count, too, since Excel reads them.
"""

from typing import Final

SIGNS: Final = frozenset((b"=", b"+", b"-", b"@", b"\t", b"\r", b"\n"))
_WIDE: Final = frozenset("＝＋－＠".encode()[at : at + 3] for at in range(0, 12, 3))
WIDE_FIRST: Final = b"\xef"
"""The first byte of full-width signs, and of much else."""

SUSPECT: Final = SIGNS | {WIDE_FIRST}
"""First bytes of cells to be looked at."""


def is_formula(cell: bytes) -> bool:
    """Return whether a spreadsheet may take a cell, as UTF-8, for a formula.

    Example:
        >>> [is_formula(cell.encode()) for cell in ("=1+1", "－5%", "５%", "")]
        [True, True, False, False]
    """
    return cell[:1] in SIGNS or cell[:3] in _WIDE


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Example:
        >>> [without_formula(text) for text in ("=1+1", "－5%", "5%", "")]
        ["'=1+1", "'－5%", '5%', '']
    """
    return "'" + text if is_formula(text[:1].encode("utf-8", "surrogatepass")) else text
