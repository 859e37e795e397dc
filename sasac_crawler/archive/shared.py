"""The session all components of one process share: one writer an archive, whoever asks."""

import os
from pathlib import Path
from typing import Final

from sasac_crawler.archive.clock import Clock, utc_now
from sasac_crawler.archive.run_warcs import WARC_BYTES
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.errors import ConfigurationError
from sasac_crawler.store.grouping import MOST

_sessions: Final[dict[Path, ArchiveSession]] = {}


def shared_session(root: str | Path, *, clock: Clock = utc_now) -> ArchiveSession:
    """Return this process's session on an archive, opening it for the first who asks.

    The environment may say ``SASAC_WARC_BYTES``, the size past which a WARC is closed and another begun.

    Raises:
        ArchiveLockedError: another process writes to it.
        StoreError: it cannot be written to.
        ConfigurationError: ``SASAC_WARC_BYTES`` is no size.
    """
    path = Path(root).absolute()
    if path not in _sessions:
        _sessions[path] = ArchiveSession(path, clock=clock, warc_bytes=_warc_bytes(), together=MOST)
    return _sessions[path]


def close_shared_session(root: str | Path, *, exit_code: int, reason: str) -> None:
    """End this process's session on an archive; nothing happens if there is none."""
    session = _sessions.pop(Path(root).absolute(), None)
    if session is not None:
        session.close(exit_code=exit_code, reason=reason)


def _warc_bytes() -> int:
    stated = os.environ.get("SASAC_WARC_BYTES") or str(WARC_BYTES)
    if not stated.isdecimal() or int(stated) == 0:
        message = f"SASAC_WARC_BYTES is a number of bytes, like {WARC_BYTES}, not {stated!r}"
        raise ConfigurationError(message)
    return int(stated)
