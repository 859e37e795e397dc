"""Log messages as JSON, one object a line: for machines that collect logs."""

import datetime as dt
import json
import logging


class JsonFormatter(logging.Formatter):
    """Writes a message with its time, level and logger; a traceback is one string.

    Example:
        >>> record = logging.LogRecord("sasac", logging.INFO, "", 0, "%d pages", (3,), None)
        >>> json.loads(JsonFormatter().format(record))["message"]
        '3 pages'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        entry: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        spider = getattr(record, "spider", None)
        if spider is not None:
            entry["site"] = getattr(spider, "name", str(spider))
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry | getattr(record, "facts", {}), ensure_ascii=False)


def log_as_json(level: str) -> None:
    """Write every message of a level and above to stderr as JSON. Scrapy's own handler must be off."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    handler.setLevel(level.upper())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
