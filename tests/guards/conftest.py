"""The fault server for crawls."""

from collections.abc import Iterator

import pytest

from tests.faults.client import FaultServer


@pytest.fixture(scope="module")
def _fault_process() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def server(_fault_process: FaultServer) -> FaultServer:
    """Return the running server with nothing logged and nothing switched."""
    _fault_process.reset()
    return _fault_process
