"""Two states of a text -> what went, what came, character by character, in pieces a person can read."""

from dataclasses import dataclass
from typing import Final, Literal

from diff_match_patch import diff_match_patch

_SECONDS: Final = 2.0
"""Time after which a diff becomes coarser instead of better."""
_KINDS: Final = {-1: "removed", 0: "kept", 1: "added"}

Kind = Literal["kept", "removed", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters that went, came or stayed."""

    kind: Kind
    text: str


def diff_text(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one text to the other, joined for readers, not shortest.

    What is kept or removed makes up ``before``, what is kept or added ``after``.

    Example:
        >>> [(one.kind, one.text) for one in diff_text("省国资委召开会议。", "省国资委召开紧急会议。")]
        [('kept', '省国资委召开'), ('added', '紧急'), ('kept', '会议。')]
    """
    differ = diff_match_patch()
    differ.Diff_Timeout = _SECONDS
    pieces = differ.diff_main(before, after)
    differ.diff_cleanupSemantic(pieces)
    return tuple(Piece(kind=_KINDS[kind], text=text) for kind, text in pieces)  # type: ignore[arg-type]  # three keys


def is_identical(pieces: tuple[Piece, ...]) -> bool:
    """Return whether nothing went and nothing came."""
    return all(piece.kind == "kept" for piece in pieces)


def in_context(pieces: tuple[Piece, ...], *, around: int = 20) -> tuple[Piece, ...]:
    """Return the pieces with long kept runs cut to their ends; … stands for what is left out.

    Example:
        >>> pieces = diff_text("省国资委召开全面深化改革领导小组会议。", "省国资委召开全面深化改革领导小组会议！")
        >>> "".join(one.text for one in in_context(pieces, around=2))
        '…会议。！'
    """
    last = len(pieces) - 1
    found = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == "kept" and len(text) > 2 * around:
            head = "" if number == 0 else text[:around]
            tail = "" if number == last else text[-around:]
            text = f"{head}…{tail}"
        found.append(Piece(kind=piece.kind, text=text))
    return tuple(found)
