"""A reading process that dies on one page and hangs on another: ``python -m tests.spiders.mortal_child``.

A third page it computes on for ever, and a fourth it reads as something that no pipe takes.
"""

import os
import signal
import time

from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders import reader_child
from sasac_crawler.spiders.answers import Answer
from sasac_crawler.spiders.reading import read_whole_article


class _OfThisProcess:
    """A thing that only this process can make."""


def _mortal(answer: Answer, site: SiteProfile) -> object:
    if b"DIE" in answer.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"HANG" in answer.body:
        time.sleep(60)
    while b"LOOP" in answer.body:
        pass
    if b"PRINT" in answer.body:
        os.write(1, b"what a library in C prints\n")
        print("what one in Python prints", flush=True)
    if b"NO PICKLE" in answer.body:
        return lambda: None
    if b"NO UNPICKLE" in answer.body:
        return _OfThisProcess()
    if b"SLIP" in answer.body:
        message = "a slip"
        raise ZeroDivisionError(message)
    return read_whole_article(answer, site)


if __name__ == "__main__":
    vars(reader_child)["read_whole_article"] = _mortal
    vars(reader_child)["_PAGE_SECONDS"] = 1.0
    reader_child.main()
