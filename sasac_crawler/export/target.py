"""Where an export goes: drafted beside its place, made durable, then put there in one step.

Until that step nothing that is at the place is touched; a kill, a full disk or an error leaves the old export as
it was. A draft that a killed run left is removed by the next one.
"""

import ctypes
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sasac_crawler.archive.durable import sync_path
from sasac_crawler.errors import NoSpaceError, TargetExistsError, UnwritableTargetError, UsageError
from sasac_crawler.store.space import is_out_of_space

SUMS: Final = "SHA256SUMS"
"""The file of digests in a folder; that of a single file is ``NAME.sha256`` beside it."""
# A draft and who makes it. example: ".articles.csv.4711.part" · counter-example: "articles.csv.part"
_DRAFT: Final = re.compile(r"^\.(.{1,255})\.(\d{1,10})(?:\.warc)?\.part")
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@contextmanager
def drafted(out: Path, *, is_folder: bool, overwrite: bool) -> Iterator[Path]:
    """Yield the path of a draft; when the block ends well, put it at its place.

    Args:
        out: the place.
        is_folder: whether the draft is a folder; it is made.
        overwrite: whether something may be there.

    Raises:
        TargetExistsError: something is there, or another thing than an export of ours.
        NoSpaceError: the disk is full.
        UnwritableTargetError: the place cannot be written to.
    """
    _check(out, is_folder=is_folder, overwrite=overwrite)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_drafts(out)
        if is_folder:
            draft.mkdir()
        yield draft
        _sync(draft)
        _put(draft, out)
        sync_path(out.parent)
    except OSError as error:
        raise _explained(error, out) from error
    finally:
        _remove(draft)
        _remove(draft.with_name(draft.name + ".sha256"))


def _check(out: Path, *, is_folder: bool, overwrite: bool) -> None:
    if out.name in ("", "..") or out.is_symlink():
        message = f"{out} is no place for an export: give the path of a new file or folder"
        raise UsageError(message)
    if not out.exists():
        return
    if not overwrite:
        raise TargetExistsError(str(out), "add --overwrite to replace it")
    if out.is_dir() != is_folder:
        raise TargetExistsError(str(out), f"it is no {'folder' if is_folder else 'file'}; move it away first")
    # Only what says that it is an export is ever removed as a whole.
    if is_folder and any(out.iterdir()) and not (out / SUMS).is_file():
        raise TargetExistsError(str(out), f"it has no {SUMS}, so it is no export; move it away first")


def _remove_left_drafts(out: Path) -> None:
    for path in out.parent.iterdir():
        match = _DRAFT.fullmatch(path.name.removesuffix(".sha256"))
        if match is not None and match[1] == out.name and not _is_alive(int(match[2])):
            _remove(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid != os.getpid()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(draft: Path) -> None:
    if not draft.is_dir():
        sync_path(draft)
        return
    for folder, _, names in os.walk(draft):
        for name in names:
            sync_path(Path(folder, name))
        sync_path(Path(folder))


def _put(draft: Path, out: Path) -> None:
    if not draft.is_dir():
        sums = out.with_name(out.name + ".sha256")
        # Never a digest beside a file that it is not of: gone before, back after.
        sums.unlink(missing_ok=True)
        draft.replace(out)
        with suppress(FileNotFoundError):
            draft.with_name(draft.name + ".sha256").replace(sums)
    elif not out.exists():
        draft.rename(out)
    elif not _exchange(draft, out):
        # Where the system knows no exchange, the old folder steps aside for one moment.
        aside = out.with_name(f".{out.name}.{os.getpid()}.old")
        out.rename(aside)
        draft.rename(out)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; return whether the system can."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code))


def _explained(error: OSError, out: Path) -> Exception:
    place = next(one for one in (out.parent, *out.parent.absolute().parents) if one.exists())
    if is_out_of_space(error):
        return NoSpaceError(str(place), shutil.disk_usage(place).free)
    return UnwritableTargetError(str(out), error.strerror or str(error))
