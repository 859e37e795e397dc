"""An archive of the operator's tests: twelve sites, forty days, what an operator meets. Our own text."""

import datetime as dt
import random
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.transaction import transaction

NOW = dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)
SITES = {
    "anhui": "安徽省国资委", "beijing": "北京市国资委", "gansu": "甘肃省国资委", "hubei": "湖北省国资委",
    "jiangsu": "江苏省国资委", "jilin": "吉林省国资委", "ningxia": "宁夏回族自治区国资委", "sasac": "国务院国资委",
    "shandong": "山东省国资委", "tianjin": "天津市国资委", "xpcc": "兵团国资委", "yunnan": "云南省国资委",
}  # fmt: skip


def make_report_archive(root: Path, *, days: int = 40, seed: int = 3) -> Path:
    """Make an archive in which hubei shuts us out, gansu is down, shandong has an alarm."""
    folder = ArchiveFolder(root)
    folder.create()
    db = open_writer(folder.database)
    migrate(db)
    dice = random.Random(seed)  # noqa: S311 - no secret
    with transaction(db.conn):
        for slug, name in SITES.items():
            db.table("sites").insert({"slug": slug, "name_zh": name, "name_short": name})
            db.table("channels").insert({"site": slug, "channel": "tzgg", "name_zh": "通知公告"})
        for day in range(days):
            _run(db, NOW - dt.timedelta(days=days - day - 1, hours=2), day, days)
        _articles(db, dice)
        _alarm(db)
    db.conn.close()
    return root


def _run(db: Database, started: dt.datetime, day: int, days: int) -> None:
    run_id = f"run{day:03}"
    ended = (started + dt.timedelta(minutes=41)).isoformat()
    run = {
        "run_id": run_id,
        "started": started.isoformat(),
        "ended": ended,
        "exit_code": 0,
        "reason": "complete",
    }
    if day >= days - 6:
        run |= {
            "exit_code": 20,
            "reason": "2 of 12 sites are not well: gansu: no page could be had (timeout 3)",
        }
    db.table("runs").insert(run)
    for slug in SITES:
        verdict, reason = "ok", "31 of 31 pages read"
        if slug == "gansu" and day >= days - 6:
            verdict, reason = "unreachable", "no page could be had (timeout 3)"
        if slug == "hubei" and day % 9 > 6:
            verdict, reason = "challenge", "refusals in place of pages (challenge 4)"
        if slug == "ningxia" and day % 13 == 5:
            verdict, reason = "degraded", "1 channel failed or fell below its floor"
        if slug == "xpcc" and day % 2:
            verdict, reason = "not_due", "its hours are over"
        db.table("run_sites").insert({"run_id": run_id, "site": slug, "verdict": verdict, "reason": reason})


def _articles(db: Database, dice: random.Random) -> None:
    codes = (
        "unknown_source",
        "relative_source",
        "date_conflict",
        "no_source",
        "text_incomplete",
        "charset_mismatch",
    )
    number = 0
    for slug in SITES:
        busy = dice.uniform(0.5, 9)
        for month in range(26):
            for _ in range(dice.randrange(int(busy * 4) + 1)):
                number += 1
                day = NOW.date() - dt.timedelta(days=int(month * 30.4 + dice.uniform(0, 29)))
                url = f"http://{slug}.test/{number}.html"
                db.table("articles").insert(
                    {
                        "id": f"a{number}", "text_key": f"k{number}", "url": url, "site": slug, "channel": "tzgg",
                        "title": "关于做好国有企业有关工作的通知", "body_text": "各省属企业：现将有关事项通知如下。",
                        "content_digest": f"sha256:{number}", "date_published": day.isoformat(),
                        "first_seen": (NOW - dt.timedelta(days=month * 30.4, hours=dice.uniform(2, 90))).isoformat(),
                    }
                )  # fmt: skip
                is_there = dice.random() < (0.8 if slug == "gansu" else 0.97 if slug == "jilin" else 1)
                db.table("list_entries").insert(
                    {
                        "site": slug, "channel": "tzgg", "url": url, "page": "p", "page_number": 1, "is_external": 0,
                        "title": "关于做好国有企业有关工作的通知", "first_listed": "2026-01-01", "last_listed": "2026-11-01",
                    }
                )  # fmt: skip
                db.table("frontier").insert(
                    {
                        "key": url, "url": url, "host": f"{slug}.test", "method": "GET", "kind": "article",
                        "site": slug, "channel": "tzgg", "state": "done", "tries": 1, "discovered_at": "2026-01-01",
                        "done_at": "2026-01-02" if is_there else None, "outcome": "ok" if is_there else "timeout",
                    }
                )  # fmt: skip
                if dice.random() < 0.12:
                    db.table("issues").insert(
                        {"url": url, "site": slug, "code": dice.choice(codes), "message": "A doubt."}
                    )


def _alarm(db: Database) -> None:
    alarm = {
        "site": "shandong", "channel": "tzgg", "kind": "fill", "field": "source_name", "cause": "",
        "since": "2026-11-25T06:03:11+00:00", "first_url": "http://shandong.test/art/2026/11/25/art_2047_1.html",
        "first_capture": "urn:uuid:6f1c0f3e-0000-4000-8000-5d4c1c2b9a10", "expected": "filled (212 of 214 pages)",
        "found": "empty on 4 of 4 pages", "raised_run": "run037", "raised_at": "2026-11-25T06:40:00+00:00",
    }  # fmt: skip
    db.table("alarms").insert(alarm)
    over = {
        "site": "jilin",
        "kind": "dead",
        "field": "",
        "cause": "tls",
        "found": "the list cannot be had (tls)",
    }
    db.table("alarms").insert(alarm | over | {"ended_at": "2026-11-20T06:00:00+00:00"})
