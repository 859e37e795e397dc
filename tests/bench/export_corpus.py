"""An archive to export: articles of 2 KB with the columns a crawl fills, put straight into the table."""

import json
import random
from pathlib import Path

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.search import search_form
from tests.bench.search_corpus import article

_STEPS = json.dumps([["title", {"rule": "collapse_space", "offset": 3, "removed": " ", "inserted": ""}]] * 4)
_CANDIDATES = json.dumps(
    [{"field": "title", "raw": "国企改革", "rule": "meta:ArticleTitle"}] * 6, ensure_ascii=False
)


def fill_for_export(root: Path, count: int, *, seed: int) -> None:
    """Make an archive of so many articles on 39 sites; the full-text index is left out."""
    folder = ArchiveFolder(root)
    folder.create()
    db = open_writer(folder.database)
    migrate(db)
    connection = db.conn
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    connection.execute("BEGIN")
    for number in range(1, count + 1):
        row = _row(chance, number)
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our own names
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _row(chance: random.Random, number: int) -> dict[str, object]:
    day, title, body = article(chance)
    seen = f"2026-11-{chance.randint(1, 28):02}T08:00:{number % 60:02}.000017+00:00"
    digest = f"{chance.getrandbits(256):064x}"
    return {
        "seq": number,
        "id": f"{number:012x}",
        "text_key": f"sha256:{digest}",
        "url": f"http://gzw.x{number % 39}.test/art/{day.replace('-', '/')}/art_{number % 39}_{number}.html",
        "site": f"site{number % 39}",
        "channel": f"col{number % 7}",
        "category": "news",
        "title": title,
        "title_hans": search_form(to_hans(title)),
        "body_text": body,
        "body_hans": search_form(to_hans(body)),
        "title_key": title,
        "script": "Hans",
        "language": "zh-Hans-CN",
        "date_published": day,
        "date_precision": "day",
        "date_published_raw": f"发布时间：{day}",
        "source_name": "省国资委",
        "source_id": "sasac-370000",
        "source_raw": "来源：省国资委",
        "publisher": "某省人民政府国有资产监督管理委员会",
        "editor": "王某",
        "keywords": "[]",
        "other_sources": "[]",
        "is_reprint": 0,
        "content_digest": f"sha256:{digest}",
        "capture_id": f"urn:uuid:{digest[:8]}-{digest[8:12]}-4000-8000-{digest[:12]}",
        "layout": "default",
        "rules": '["header_line", "date_label", "source_label"]',
        "candidates": _CANDIDATES,
        "steps": _STEPS,
        "first_seen": seen,
        "last_seen": seen,
        "last_changed": seen,
    }
