from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from sasac_crawler.samplesite import SampleServer

FIRST = "www.sasac.test"
SECOND = "gzw.jiangdong.test"


@dataclass(frozen=True)
class Got:
    status: int
    content_type: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Get = Callable[..., Got]


@pytest.fixture(scope="session")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture(scope="session")
def get(server: SampleServer) -> Get:
    def ask(
        host: str,
        target: str,
        *,
        method: str = "GET",
        form: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            connection.request(
                method, target, body=form.encode(), headers={"Host": host} | kind | dict(headers or {})
            )
            response = connection.getresponse()
            return Got(response.status, response.headers["Content-Type"], response.read())
        finally:
            connection.close()

    return ask
