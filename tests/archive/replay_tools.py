"""Other people's programs for archives, from an environment of their own."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sasac_crawler.archive.folder import ArchiveFolder

WAIT_SECONDS = 30


class Tools:
    """The programs of the other environment."""

    def __init__(self, python: Path, scratch: Path) -> None:
        self._bin = python.parent
        self.scratch = scratch

    def run(self, program: str, *arguments: str | Path) -> str:
        """Run a program to its end and return what it printed; raise if it fails."""
        done = subprocess.run(
            [self._bin / program, *arguments], cwd=self.scratch, capture_output=True, text=True, check=False
        )
        if done.returncode:
            message = f"{program} ended with {done.returncode}: {(done.stdout + done.stderr)[-500:]}"
            raise AssertionError(message)
        return done.stdout + done.stderr

    @contextmanager
    def wayback(self, folder: ArchiveFolder) -> Iterator[str]:
        """Serve the ``warc`` folder as it is, archive and index; give the address of the collection."""
        place = {"index_paths": f"{folder.warc}/", "archive_paths": f"{folder.warc}/"}
        (self.scratch / "config.yaml").write_text(json.dumps({"collections": {"sasac": place}}))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        where = ("-b", "127.0.0.1", "-p", str(port), "-d", self.scratch)
        command: list[str | Path] = [self._bin / "wayback", *where]
        with (self.scratch / "wayback.log").open("w") as log:
            server = subprocess.Popen(command, cwd=self.scratch, stdout=log, stderr=log)
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}/sasac"
            finally:
                server.terminate()
                server.wait(WAIT_SECONDS)


def _wait_for(port: int) -> None:
    for _ in range(WAIT_SECONDS * 10):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "pywb did not begin to listen"
    raise AssertionError(message)
