"""The sample sites behind one real HTTP server on loopback."""

import threading
from collections import Counter
from types import MappingProxyType
from typing import Final, Self

from sasac_crawler.errors import ConfigurationError
from sasac_crawler.samplesite import hanweb_site, n_series_site
from sasac_crawler.samplesite.listener import ADDRESS, Listener, Sites
from sasac_crawler.samplesite.loading import HANWEB_HOST, N_SERIES_HOST

_SITES: Sites = MappingProxyType({N_SERIES_HOST: n_series_site.routes, HANWEB_HOST: hanweb_site.routes})
_POLL_SECONDS: Final = 0.05


class SampleServer:
    """Serves ``www.sasac.test`` and ``gzw.jiangdong.test`` from a free port of 127.0.0.1.

    Example:
        >>> with SampleServer() as server:
        ...     server.resolve[0].startswith("www.sasac.test:80:127.0.0.1:")
        True
    """

    hosts: Final = tuple(_SITES)
    """Names of the sites; reserved names (RFC 2606) that no resolver knows."""

    def __init__(self, port: int = 0, *, delay: float = 0.0) -> None:
        """Take what to do; nothing is opened yet.

        Args:
            port: TCP port; 0 means any free one.
            delay: seconds every answer is held back.
        """
        self.requests: Counter[str] = Counter()
        """How often each path was asked, queries left off, both sites together."""
        self._wanted_port = port
        self._delay = delay
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port listened on.

        Raises:
            RuntimeError: the server is not running.
        """
        if self._listener is None:
            message = "the sample server is not running"
            raise RuntimeError(message)
        return self._listener.server_port

    @property
    def resolve(self) -> tuple[str, ...]:
        """Where to connect for each host: ``HOST:80:127.0.0.1:PORT``, as curl's ``--connect-to``."""
        return tuple(f"{host}:80:{ADDRESS}:{self.port}" for host in self.hosts)

    def start(self) -> None:
        """Listen, and answer in a thread.

        Raises:
            ConfigurationError: the port cannot be had.
        """
        try:
            self._listener = Listener(
                self._wanted_port, sites=_SITES, requests=self.requests, delay=self._delay
            )
        except (OSError, OverflowError) as error:
            message = f"port {self._wanted_port} of {ADDRESS} cannot be opened ({error}); try another"
            raise ConfigurationError(message) from error
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(_POLL_SECONDS,), name="samplesite"
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and wait until every thread has ended; twice is no harm."""
        listener, thread = self._listener, self._thread
        self._listener = self._thread = None
        if listener is None or thread is None:
            return
        listener.shutdown()
        thread.join()
        listener.hang_up()
        listener.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
