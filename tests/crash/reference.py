"""The sample sites, crawled once and undisturbed: what everything that was disturbed must come to."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from tests.crash.child import Crawler, write_fast_profiles


@cache
def undisturbed() -> Path:
    """Return an archive of a whole crawl, made once in a process and removed at its end."""
    root = Path(tempfile.mkdtemp(prefix="undisturbed-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    with SampleServer() as server:
        ended = Crawler(server, root / "archive", write_fast_profiles(root / "profiles")).run()
    assert ended.returncode == 0, ended.output[-2000:]
    return root / "archive"
