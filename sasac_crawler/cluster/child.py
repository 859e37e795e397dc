"""One crawl of one site in a process of its own: reactors do not start twice, and a dead worker must not crawl on.

Standard input holds the task as one line of JSON and stays open as long as the worker lives; when it ends, so
does this process, at once. The last line of standard output is the result.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from sasac_crawler.archive.journal import from_fields
from sasac_crawler.archive.profile_record import profile_of
from sasac_crawler.configuration import configured
from sasac_crawler.errors import SasacCrawlerError
from sasac_crawler.extensions.crawling import CrawlOptions, crawl_sites


def main() -> None:
    """Crawl what standard input says."""
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_die_with_the_worker, daemon=True).start()
    try:
        answer = _crawl(task)
    except SasacCrawlerError as error:
        answer = {"exit_code": int(error.exit_code), "reason": str(error)}
    sys.stdout.write("\n" + json.dumps(answer) + "\n")


def _crawl(task: dict[str, Any]) -> dict[str, Any]:
    entry = from_fields(task["site"].encode())
    assert entry is not None  # noqa: S101 - the worker wrote it
    options: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in task["options"].items()
    }
    # The way out is the worker's own: another network, another proxy or none. It may hold a password, too.
    options["proxy"] = os.environ.get("SASAC_PROXY") or configured().get("proxy")
    result = crawl_sites(
        [profile_of(entry["profile"])], CrawlOptions(archive=Path(task["archive"]), **options)
    )
    return {"exit_code": int(result.exit_code), "reason": result.reason}


def _die_with_the_worker() -> None:
    # The descriptor itself: the text layer's lock would hold up the interpreter's end.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
