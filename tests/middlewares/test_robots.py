"""How long a copy of robots.txt is the word of its host."""

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from sasac_crawler.middlewares.robots import RobotsMiddleware
from sasac_crawler.store.hosts import RobotsCopy

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


class Asked(RobotsMiddleware):
    """The middleware on one stored copy; it notes whether the host was asked."""

    def __init__(self, age: dt.timedelta) -> None:
        copy = RobotsCopy(outcome="ok", body=b"", fetched_at=NOW - age)
        self.asked = 0
        self._session: Any = SimpleNamespace(
            pages=SimpleNamespace(hosts=SimpleNamespace(robots=lambda _host, _origin: copy)),
            now=lambda: NOW,
            save_robots=lambda *_, **__: None,
        )

    async def _ask(self, origin: str, host: str) -> tuple[str, str, bytes, Exception | None]:
        del origin, host
        self.asked += 1
        return "absent", "HTTP 404", b"", None


@pytest.mark.parametrize(
    ("age", "asked"),
    [
        (dt.timedelta(hours=23), 0),
        (dt.timedelta(hours=25), 1),
        (dt.timedelta(minutes=-5), 0),
        (dt.timedelta(days=-400), 1),  # stored by a run whose clock was ahead
    ],
)
def test_a_copy_stands_for_a_day_whatever_the_clock(age: dt.timedelta, asked: int) -> None:
    middleware = Asked(age)
    asyncio.run(middleware._read("http://x.test", "x.test"))  # noqa: SLF001 - what process_request rests on
    assert middleware.asked == asked
