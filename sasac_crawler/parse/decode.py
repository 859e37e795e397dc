"""Bytes and headers -> text, with the evidence for the charset."""

import re
from dataclasses import dataclass
from typing import Final

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

from sasac_crawler.items import Issue

_GB = "gb18030"
_UTF8 = "utf-8"
# Two-byte UTF-8 sequences decode to these; GBK text that happens to be valid UTF-8 is full of them,
# Chinese text in UTF-8 (three-byte sequences) has hardly any.
# example: "Ϊ" (GBK 为) · counter-example: "为"
_TWO_BYTE_CHARACTERS: Final = re.compile(r"[\u0080-\u07ff]")
_REPLACEMENT: Final = "\ufffd"
"""What a decoder puts where it found no character."""
TRUSTED_SCORE: Final = 0.99
"""Score below which a text is not to be stored as an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """A body as text, and how it was read."""

    text: str
    declared: str | None
    used: str
    score: float
    """1.0 for an exact decoding, less the share of damaged characters otherwise."""
    issues: tuple[Issue, ...] = ()


def decode_body(body: bytes, *, content_type: str | None = None, override: str | None = None) -> DecodedText:
    """Decode a page, believing the bytes before the declarations.

    Order: byte order mark, the profile's override, strict UTF-8, the declared charset, GB18030.
    Servers declare GBK over UTF-8 bytes and UTF-8 over GBK bytes; strict UTF-8 practically never
    fits GBK text by accident, so it is asked before any declaration.

    A page without an issue is in the charset it declares, or in UTF-8 if it declares none; for every
    other the issue names the declared charset and the one that was used.

    Args:
        body: the payload, decompressed.
        content_type: value of the Content-Type header.
        override: charset a site profile insists on.

    Example:
        >>> page = decode_body("国资委".encode("gbk"), content_type="text/html; charset=utf-8")
        >>> page.text, page.declared, page.used, [issue.code for issue in page.issues]
        ('国资委', 'utf-8', 'gb18030', ['charset_mismatch'])
    """
    declared = _declared_charset(body, content_type)
    bom_charset, bom = read_bom(body)
    if bom_charset and bom:
        return _exact(body[len(bom) :].decode(bom_charset, "replace"), declared, bom_charset)
    for charset in _charsets_to_try(body, declared, override):
        try:
            return _exact(body.decode(charset), declared, charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return _damaged(body, declared, override)


def _declared_charset(body: bytes, content_type: str | None) -> str | None:
    header = http_content_type_encoding(content_type)
    return header or html_body_declared_encoding(body)


def _charsets_to_try(body: bytes, declared: str | None, override: str | None) -> list[str]:
    if override:
        return [override]
    charsets = [_UTF8, _GB]
    if declared and resolve_encoding(declared) == _GB and _is_accidental_utf8(body):
        charsets.reverse()
    elif declared and resolve_encoding(declared) not in (None, _UTF8, _GB, "cp1252"):
        charsets.insert(1, declared)
    return charsets


def _is_accidental_utf8(body: bytes) -> bool:
    try:
        text = body.decode(_UTF8)
    except UnicodeDecodeError:
        return False
    wide = sum(character > "\u07ff" for character in text)
    return len(_TWO_BYTE_CHARACTERS.findall(text)) > wide


def _exact(text: str, declared: str | None, used: str) -> DecodedText:
    differs = resolve_encoding(declared or _UTF8) != resolve_encoding(used)
    issues = (_mismatch(declared, used),) if differs and not text.isascii() else ()
    damage = text.count(_REPLACEMENT) / max(len(text), 1)
    return DecodedText(text=text, declared=declared, used=used, score=1 - damage, issues=issues)


def _damaged(body: bytes, declared: str | None, override: str | None) -> DecodedText:
    """Take the reading with the fewest damaged characters; the score says how bad it is."""
    charsets = [override] if override else [_UTF8, _GB]
    readings = {charset: body.decode(charset, "replace") for charset in charsets}
    used = min(readings, key=lambda charset: readings[charset].count(_REPLACEMENT))
    text = readings[used]
    count = text.count(_REPLACEMENT)
    issue = Issue(
        code="charset_damage",
        message=f"{count} places of the page are not valid {used}.",
        evidence=(str(declared), used),
    )
    # A damaged character usually costs its neighbours too, hence the factor.
    score = max(0.0, 1 - 4 * count / max(len(text), 1))
    return DecodedText(text=text, declared=declared, used=used, score=score, issues=(issue,))


def _mismatch(declared: str | None, used: str) -> Issue:
    if declared is None:
        message = f"The page declares no charset; its bytes are {used}."
        return Issue(code="charset_undeclared", message=message, evidence=("", used))
    return Issue(
        code="charset_mismatch",
        message=f"The page declares {declared} but its bytes are {used}.",
        evidence=(declared, used),
    )
