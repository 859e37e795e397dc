"""Is an error the disk's: full, over its quota, or not to be written to at all?"""

import errno
from typing import Final

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# SQLite does not say why a write failed; a quota and a limit of file sizes look like a failing disk.
_FAILED: Final = ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


def is_out_of_space(error: BaseException | None) -> bool:
    """Return whether nothing more can be written because the disk or a quota is full.

    Example:
        >>> is_out_of_space(OSError(errno.ENOSPC, "No space left on device"))
        True
        >>> is_out_of_space(OSError(errno.EACCES, "Permission denied"))
        False
    """
    if isinstance(error, OSError):
        return error.errno in _FULL
    return _name(error) == "SQLITE_FULL"


def is_unwritable(error: BaseException | None) -> bool:
    """Return whether SQLite could not read or write its file, for a reason it does not tell.

    Example:
        >>> is_unwritable(ValueError("省国资委"))
        False
    """
    return _name(error).startswith(_FAILED)


def _name(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
