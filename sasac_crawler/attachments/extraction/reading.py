"""What the readers of single kinds share: their result, their refusals, the tidying of text."""

from dataclasses import dataclass
from typing import Final

from sasac_crawler.attachments.records import Limits, Outcome
from sasac_crawler.items import Issue

# Line ends of other systems; NUL; the mark pdfium sets for a hyphen at a line's end.
_UNWANTED: Final = str.maketrans({"\r": "\n", "\x00": None, "\ufffe": None, "\f": "\n", "\v": "\n"})
_DOUBTFUL_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader found."""

    text: str
    """Text as the library gave it."""

    pages: int | None = None
    """Pages, sheets or members."""

    issues: tuple[Issue, ...] = ()
    """Doubts."""

    members: tuple[str, ...] = ()
    """Names inside an archive."""

    outcome: Outcome | None = None
    """Set if the reader knows better than "text or no text"."""

    detail: str = ""
    """One sentence about that outcome."""


class RefusalError(Exception):
    """A file was understood well enough to know that it gives no text; carries the outcome."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        self.outcome = outcome
        self.detail = detail
        super().__init__(detail)


class TextBuffer:
    """Collects pieces of text up to the limit; what comes after is dropped and remembered."""

    def __init__(self, limits: Limits) -> None:
        self._room = limits.characters
        self._pieces: list[str] = []
        self.is_full = False

    def add(self, piece: str) -> None:
        """Append a piece, or as much of it as there is room for."""
        if len(piece) > self._room:
            self.is_full = True
            piece = piece[: self._room]
        self._room -= len(piece)
        self._pieces.append(piece)

    def text(self, separator: str = "\n") -> str:
        """Return what was collected."""
        return separator.join(self._pieces)


def tidy(text: str) -> str:
    r"""Return text that any database and any JSON reader takes.

    Example:
        >>> tidy("国资\r\n监管\x00" + chr(0xD800))
        '国资\n监管�'
    """
    plain = text.replace("\r\n", "\n").translate(_UNWANTED)
    return plain.encode("utf-8", "replace").decode() if plain.isascii() else _without_surrogates(plain)


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def doubt_about(text: str) -> tuple[Issue, ...]:
    """Return an issue ``garbled_text`` if many characters mean nothing: a font without a Unicode map.

    Example:
        >>> [issue.code for issue in doubt_about(chr(0xE001) * 9 + "国")]
        ['garbled_text']
        >>> doubt_about("国资监管")
        ()
    """
    strange = sum(1 for char in text if "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char < "\t")
    if not text or strange / len(text) < _DOUBTFUL_SHARE:
        return ()
    message = "Many characters are private or unknown: the fonts of the file do not say what they mean."
    return (Issue(code="garbled_text", message=message, field="attachments", evidence=(text[:40],)),)
