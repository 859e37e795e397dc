"""Text of each kind of file. Runs in a child process with limits: see ``attachments.pool``."""

from sasac_crawler.attachments.extraction.dispatch import extract

__all__ = ["extract"]
