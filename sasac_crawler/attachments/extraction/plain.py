"""Plain text and CSV."""

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError
from sasac_crawler.attachments.records import Limits, Outcome


def read_plain(content: bytes, _limits: Limits) -> Reading:
    """Return text in UTF-8, UTF-16 with a mark, or GB18030.

    Raises:
        RefusalError: none of these.

    Example:
        >>> read_plain("办法".encode("gbk"), Limits()).text
        '办法'
    """
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            return Reading(text=content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise RefusalError(Outcome.DAMAGED, "text: neither UTF-8 nor UTF-16 nor GB18030")
