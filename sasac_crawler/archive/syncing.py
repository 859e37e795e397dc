"""Bytes are made durable while their records are being written; the commit waits for them.

A sync is most of what durability costs a page (measured), and the processor has nothing to do with it: it runs in
a thread beside the statements of the page's transaction. What must hold is only that no commit comes before it.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class BackgroundSync:
    """One sync at a time in a thread of its own.

    Example:
        >>> done = []
        >>> sync = BackgroundSync()
        >>> sync.begin(lambda: done.append("synced"))
        >>> sync.wait(), done
        (True, ['synced'])
        >>> sync.wait()
        False
        >>> sync.close()
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="warc-sync")
        self._pending: Future[None] | None = None

    def begin(self, sync: Callable[[], None]) -> None:
        """Start a sync; one that is under way is waited for first."""
        self.wait()
        self._pending = self._pool.submit(sync)

    def wait(self) -> bool:
        """Return when nothing is under way, and whether there was something.

        Raises:
            OSError: what went wrong with the sync.
        """
        pending, self._pending = self._pending, None
        if pending is None:
            return False
        pending.result()
        return True

    def close(self) -> None:
        """Wait for what is under way and end the thread.

        Raises:
            OSError: what went wrong with the sync.
        """
        try:
            self.wait()
        finally:
            self._pool.shutdown()
