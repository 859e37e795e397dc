"""Named places at which a test can make the process die, as a power cut would.

``SASAC_CRASH=after_warc_sync:3`` ends the process without any clean-up when it passes the place for
the third time. Without the variable the check is one dictionary look-up.
"""

import os
from typing import Final

KILLED: Final = 137
CRASH_POINTS: Final = (
    "before_warc_write",
    "after_warc_write",
    "before_warc_sync",
    "after_warc_sync",
    "after_file_kept",
    "inside_transaction",
    "after_commit",
    "before_close",
    "after_seal",
    "after_end_run",
)
MERGE_POINTS: Final = (
    "merge_checked",
    "merge_warcs_copied",
    "merge_files_copied",
    "inside_transaction",
    "merge_joined",
)
"""Places in a merge, in their order."""
_passed: Final[dict[str, int]] = {}


def crash_point(name: str) -> None:
    """Die here if the environment says so."""
    wanted = os.environ.get("SASAC_CRASH")
    if not wanted:
        return
    point, _, count = wanted.partition(":")
    if point == name:
        _passed[name] = _passed.get(name, 0) + 1
        if _passed[name] >= int(count or 1):
            os._exit(KILLED)
