"""The process that reads beside a crawl, as it sees itself: ``python -m sasac_crawler.spiders.reader_child``.

It takes answers from its standard input and writes what they say to its standard output, until the input ends: so it
never outlives the crawl, however that ends.
"""

import gc
import os
import pickle  # noqa: TID251 - from one process of a run to the other; nothing of it is kept
import signal
import sys
import traceback
from typing import IO, Any, Final

from sasac_crawler.hidden_imports import hidden

with hidden():
    from sasac_crawler.normalize.mentions import find_mentions
    from sasac_crawler.normalize.script import to_hans
    from sasac_crawler.sites import SiteProfile
    from sasac_crawler.spiders.answers import Answer
    from sasac_crawler.spiders.reading import PageItem, read_whole_article, slip

LENGTH_BYTES: Final = 4
READY: Final = b"ready\n"
_COLLECT_AFTER: Final = 10_000
"""As in the crawl itself: most of what a page makes goes by itself."""
_PAGE_SECONDS: Final = 120.0
"""Of the processor: a page that holds the process for ever holds it no longer where the crawl is dead and cannot see to it."""

Reply = tuple[PageItem, str | None]
"""What a page says, and the traceback where our own code failed on it."""


def framed(message: object) -> bytes:
    r"""Return a message as it goes through a pipe: its length, then its pickle.

    Example:
        >>> framed(None)
        b'\x00\x00\x00\x04\x80\x05N.'
    """
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return len(packed).to_bytes(LENGTH_BYTES, "big") + packed


def unpacked(packed: bytes) -> Any:  # noqa: ANN401 - whatever was framed
    """Return a message without its length."""
    return pickle.loads(packed)  # noqa: S301 - the other process of the run wrote it


def serve(questions: IO[bytes], replies: IO[bytes]) -> None:
    """Answer questions until there are no more."""
    sites: dict[str, SiteProfile] = {}
    while True:
        length = int.from_bytes(questions.read(LENGTH_BYTES), "big")
        packed = questions.read(length)
        if not packed or len(packed) < length:  # the crawl is dead, perhaps in the middle of a page
            return
        answer, slug, site = unpacked(packed)
        if site is not None:
            sites[slug] = site
        signal.setitimer(signal.ITIMER_PROF, _PAGE_SECONDS)
        reply = _framed_reply(answer, sites[slug])
        signal.setitimer(signal.ITIMER_PROF, 0)
        replies.write(reply)
        replies.flush()


def _framed_reply(answer: Answer, site: SiteProfile) -> bytes:
    reply: Reply
    try:
        reply = read_whole_article(answer, site), None
        return framed(reply)
    except Exception as error:  # noqa: BLE001 - the crawl puts it on record and reads on
        reply = slip(answer, f"{type(error).__name__}: {error}"), traceback.format_exc()
        return framed(reply)


def main() -> None:
    """Serve the crawl that started this process."""
    # A stop is the crawl's business: it finishes its pages first, and needs this process for that.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a crawl that is dead wants no reply
    if sys.stderr is None:
        os.open(os.devnull, os.O_WRONLY)  # takes the number that is free, 2
    # What somebody prints, a library written in C included, is no reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    find_mentions("国资委")  # the vocabularies
    to_hans("國資委")
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    replies.write(READY)
    replies.flush()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
