"""health.json: what a monitor reads after every run, written whole or not at all."""

import json
import os
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sasac_crawler import __version__
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.store.alarms import Alarm
from sasac_crawler.store.runs import RunCounts


def write_health(  # noqa: PLR0913 - what a report says
    folder: ArchiveFolder,
    *,
    run_id: str,
    ended: str,
    exit_code: int,
    reason: str,
    counts: RunCounts,
    alarms: Sequence[Alarm],
) -> Path:
    """Write the health report of a run and return its path."""
    wal = folder.database.with_name(folder.database.name + "-wal")
    report: dict[str, Any] = {
        "run_id": run_id,
        "ended": ended,
        "exit_code": int(exit_code),
        "reason": reason,
        "software": f"sasac_crawler {__version__}",
        "sqlite": sqlite3.sqlite_version,
        "free_bytes": shutil.disk_usage(folder.root).free,
        "wal_bytes": wal.stat().st_size if wal.exists() else 0,
        "alarms": [asdict(one) for one in alarms],
        "sites": _sites(counts),
    }
    path = folder.root / "health.json"
    draft = path.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(report, file, ensure_ascii=False, indent=2, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def _sites(counts: RunCounts) -> dict[str, Any]:
    sites: dict[str, Any] = {}
    for (site, channel), one in sorted(counts.channels.items()):
        entry = sites.setdefault(site, {"channels": {}, "outcomes": {}})
        entry["channels"][channel] = {
            "listed": one.listed,
            "new": one.new,
            "changed": one.changed,
            "unchanged": one.unchanged,
            "failed": one.failed,
            "site_total": one.site_total,
            "floor": one.floor,
            "verdict": one.verdict,
        }
    for site, outcomes in counts.outcomes.items():
        sites.setdefault(site, {"channels": {}})["outcomes"] = dict(sorted(outcomes.items()))
    for site, judged in counts.judgements.items():
        entry = sites.setdefault(site, {"channels": {}, "outcomes": {}})
        entry |= {"verdict": judged.verdict.value, "reason": judged.reason}
    for site, codes in counts.issues.items():
        sites.setdefault(site, {"channels": {}})["issues"] = dict(sorted(codes.items()))
    return sites
