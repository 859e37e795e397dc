"""Runs ``sasac`` and says how long its event loop was kept from going on: ``python -m tests.guards.blocking crawl …``

Of every callback both times are taken: of the processor, which depends on what the page is and not on what else
the machine does, and of the clock on the wall, which holds the waiting for disks, too. asyncio's own debug mode
knows the second only, and makes everything slower.
"""

import asyncio
import sys
import time

SHORT = 0.05
"""Seconds that are not worth a line."""


def watch() -> None:
    """Let every callback of asyncio loops be timed; the long ones are said on stderr."""
    run = asyncio.Handle._run  # noqa: SLF001 - there is no public place to stand

    def timed(handle: asyncio.Handle) -> None:
        busy, wall = time.thread_time(), time.monotonic()
        run(handle)
        busy, wall = time.thread_time() - busy, time.monotonic() - wall
        if wall > SHORT:
            print(f"blocked: {busy:.3f} s of processor, {wall:.3f} s", file=sys.stderr)

    asyncio.Handle._run = timed  # type: ignore[assignment, method-assign]  # noqa: SLF001 - see above


if __name__ == "__main__":
    watch()
    from sasac_crawler.cli import main

    main()
