"""The process that reads beside a crawl, as the crawl sees it: answers go in, what they say comes out, in order.

A page that kills the process, or holds it for a minute, is told from the others: it is the first that has no reply. Its item
says so; the others are read elsewhere. Ours rather than ``concurrent.futures``, which cannot tell which page it was, and
whose workers outlive a crawl that is killed: this one ends with its standard input.
"""

import asyncio
import os
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from sasac_crawler.errors import SasacCrawlerError
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.answers import Answer
from sasac_crawler.spiders.reader_child import LENGTH_BYTES, READY, Reply, framed, unpacked
from sasac_crawler.spiders.reading import PageItem, logger, slip

_ROOT: Final = Path(__file__).resolve().parents[2]
_START_SECONDS: Final = 60.0
_PAGE_SECONDS: Final = 60.0
"""Longer than a page of 8 MB takes by far."""
_LATE: Final = 0.5
"""Seconds after its time at which the watch says that the crawl itself was held up."""
_BUFFER: Final = 1 << 20
"""Bytes of a pipe: some pages fit in, so that neither side waits for the other to take them out."""


class ReaderLostError(SasacCrawlerError):
    """The process ended, did not start or cannot be told of a page; the page had no part in it and is read elsewhere."""


@dataclass(slots=True)
class _Asked:
    answer: Answer
    reply: asyncio.Future[PageItem]


class ReaderProcess:
    """One process that reads articles. Belongs to the event loop it was started in."""

    def __init__(self, process: "subprocess.Popen[bytes]", *, seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._output = asyncio.StreamReader(_BUFFER)
        self._pipes: list[asyncio.BaseTransport] = []
        self._asked: deque[_Asked] = deque()
        self._told: dict[str, SiteProfile] = {}
        self._why_lost: str | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._replies: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls, module: str = "sasac_crawler.spiders.reader_child", *, seconds: float = _PAGE_SECONDS
    ) -> Self:
        """Start a process and wait until it can read.

        Args:
            module: what it runs.
            seconds: how long it may take over one page.

        Raises:
            ReaderLostError: it cannot be started.
        """
        # It imports what this process does, and nothing else that happens to lie in the working directory.
        paths = [*(str(path or Path.cwd()) for path in sys.path), str(_ROOT)]
        try:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - returns at once; our own module, no shell
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pipesize=_BUFFER,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                process_group=0,  # what a terminal sends is the crawl's business, from the first moment on
            )
        except OSError as error:
            message = f"The reading process could not be started: {error}"
            raise ReaderLostError(message) from error
        self = cls(process, seconds=seconds)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._connect()
                said = await self._output.readexactly(len(READY))
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            self.close()
            message = f"The reading process did not start: {type(error).__name__}"
            raise ReaderLostError(message) from error
        except asyncio.CancelledError:
            self.close()
            raise
        if said != READY:  # something that Python starts with prints
            self.close()
            message = f"The reading process did not start: it said {said!r}"
            raise ReaderLostError(message)
        self._replies = asyncio.create_task(self._take_replies())
        return self

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._why_lost is None

    async def read(self, answer: Answer, site: SiteProfile) -> PageItem:
        """Have a page read that an article should be on.

        Raises:
            ReaderLostError: the process ended before it came to this page, or the page cannot be handed to it.
        """
        if not self._asked and self._process.poll() is not None:
            # Before the event loop heard of it: the page that comes now is not the one it died on.
            self._lose("The reading process died between two pages")
        if self._why_lost is not None:
            raise ReaderLostError(self._why_lost)
        is_told = self._told.get(site.slug) is site
        # Before anybody waits for the reply: a question that is not sent would get that of the next.
        try:
            question = framed((answer, site.slug, None if is_told else site))
        except Exception as error:
            message = f"The page cannot be handed to the reading process: {type(error).__name__}: {error}"
            raise ReaderLostError(message) from error
        self._told[site.slug] = site
        asked = _Asked(answer, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        self._input.write(question)
        if len(self._asked) == 1:
            self._watch_first()
        return await asked.reply

    def close(self) -> None:
        """End the process; whoever waits for it is told that it is lost."""
        self._lose("The reading process was ended")

    async def _connect(self) -> None:
        """Tie its pipes to the event loop: whoever writes or reads there never waits for the other."""
        loop = asyncio.get_running_loop()
        output = asyncio.StreamReaderProtocol(self._output)
        self._pipes.append((await loop.connect_read_pipe(lambda: output, self._process.stdout))[0])
        self._input, _ = await loop.connect_write_pipe(asyncio.Protocol, self._process.stdin)
        self._pipes.append(self._input)

    async def _take_replies(self) -> None:
        try:
            while True:
                length = int.from_bytes(await self._output.readexactly(LENGTH_BYTES), "big")
                reply: Reply = unpacked(await self._output.readexactly(length))
                asked = self._asked.popleft()
                self._watch_first()
                self._give(asked, reply)
        except (asyncio.IncompleteReadError, OSError):
            self._lose_page("died")
        except Exception as error:  # noqa: BLE001 - whatever it unpacks to, or does not
            logger.exception("A reply of the reading process cannot be read")
            self._lose_page(f"gave a reply that cannot be read ({type(error).__name__})")

    def _give(self, asked: _Asked, reply: Reply) -> None:
        item, trace = reply
        if trace is not None:
            logger.error("%s could not be read\n%s", asked.answer.url, trace)
        if not asked.reply.done():
            asked.reply.set_result(item)

    def _watch_first(self) -> None:
        """Give the page that is read now its time."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._asked:
            loop = asyncio.get_running_loop()
            due = loop.time() + self._seconds
            self._watch = loop.call_at(due, self._overrun, due)

    def _overrun(self, due: float) -> None:
        if asyncio.get_running_loop().time() - due > _LATE:
            # A crawl that was stopped for a while (Ctrl-Z) may have a reply that it has not looked at yet.
            self._watch_first()
        else:
            self._lose_page(f"gave no reply within {self._seconds:.0f} seconds")

    def _lose_page(self, how: str) -> None:
        """Put what happened down to the page that was being read, and give up the process."""
        if self._asked:
            asked = self._asked.popleft()
            logger.error("%s could not be read: the reading process %s", asked.answer.url, how)
            if not asked.reply.done():
                asked.reply.set_result(slip(asked.answer, f"The process that read the page {how}."))
        self._lose(f"The reading process {how} on another page")

    def _lose(self, why: str) -> None:
        if self._why_lost is not None:
            return
        self._why_lost = why
        if self._watch is not None:
            self._watch.cancel()
        if self._replies is not None and self._replies is not asyncio.current_task():
            self._replies.cancel()
        for pipe in self._pipes:
            pipe.close()
        # Nothing in it is worth waiting for: what it has not replied is read elsewhere.
        self._process.kill()
        self._process.wait()
        while self._asked:
            asked = self._asked.popleft()
            if not asked.reply.done():
                asked.reply.set_exception(ReaderLostError(why))
