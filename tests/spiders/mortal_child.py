"""A reading process that dies on one page and hangs on another: ``python -m tests.spiders.mortal_child``."""

import os
import signal
import time

from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders import reader_child
from sasac_crawler.spiders.answers import Answer
from sasac_crawler.spiders.reading import read_whole_article


def _mortal(answer: Answer, site: SiteProfile) -> object:
    if b"DIE" in answer.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANG" in answer.body:
        time.sleep(60)
    if b"SLIP" in answer.body:
        message = "a slip"
        raise ZeroDivisionError(message)
    return read_whole_article(answer, site)


if __name__ == "__main__":
    vars(reader_child)["read_whole_article"] = _mortal
    reader_child.main()
