"""The fault server for crawls."""

from collections.abc import Iterator

import pytest

from tests.faults.client import FaultServer


@pytest.fixture(scope="module")
def fault_process() -> Iterator[FaultServer]:
    """The running server as the tests of a module left it."""
    with FaultServer() as server:
        yield server


@pytest.fixture
def server(fault_process: FaultServer) -> FaultServer:
    """Return the running server with nothing logged and nothing switched."""
    fault_process.reset()
    return fault_process
