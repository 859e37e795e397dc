"""Files that hang on articles: what they are, what they are called, what text they hold."""

from sasac_crawler.attachments.kinds import Kind, check_kind, find_kind
from sasac_crawler.attachments.names import file_name
from sasac_crawler.attachments.pool import TextExtractor
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome

__all__ = [
    "ExtractedText",
    "Kind",
    "Limits",
    "Outcome",
    "TextExtractor",
    "check_kind",
    "file_name",
    "find_kind",
]
