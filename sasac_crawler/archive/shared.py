"""The session all components of one process share: one writer an archive, whoever asks."""

from pathlib import Path
from typing import Final

from sasac_crawler.archive.session import ArchiveSession, Clock, utc_now

_sessions: Final[dict[Path, ArchiveSession]] = {}


def shared_session(root: str | Path, *, clock: Clock = utc_now) -> ArchiveSession:
    """Return this process's session on an archive, opening it for the first who asks.

    Raises:
        ArchiveLockedError: another process writes to it.
        StoreError: it cannot be written to.
    """
    path = Path(root).absolute()
    if path not in _sessions:
        _sessions[path] = ArchiveSession(path, clock=clock)
    return _sessions[path]


def close_shared_session(root: str | Path, *, exit_code: int, reason: str) -> None:
    """End this process's session on an archive; nothing happens if there is none."""
    session = _sessions.pop(Path(root).absolute(), None)
    if session is not None:
        session.close(exit_code=exit_code, reason=reason)
