"""What a crawl's process must not do: listen, leave files open, grow without bound."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from sasac_crawler import settings
from tests.faults.client import FaultServer
from tests.faults.peak_rss import measure
from tests.guards.crawls import RUN, command, crawl

SITE = 3
LIST = f"/site/{SITE}/index.html"
# Work the project does without. example: "import pickle" · counter-example: "# pickle"
UNSAFE_IMPORT = re.compile(
    r"^\s{0,20}(?:import|from) (?:pickle|marshal|shelve|dill|cloudpickle|xml\.etree)\b", re.MULTILINE
)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the listeners are read from /proc")
def test_a_crawl_listens_nowhere(server: FaultServer, tmp_path: Path) -> None:
    server.override(LIST, "/hang")
    started = command(server, tmp_path, path=LIST, timeout=90.0)
    with subprocess.Popen(started, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        for _ in range(600):
            if server.log(path=LIST):
                break
            time.sleep(0.1)
        assert _sockets(server.pid) & _listening() != set()  # the test sees those who do
        assert _sockets(process.pid) & _listening() == set()
        process.kill()


def _listening() -> set[str]:
    """Inodes of listening sockets: state 0A in the kernel's table."""
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text("ascii").splitlines()[1:]
    ]
    return {fields[9] for fields in lines if fields[3] == "0A"}


def _sockets(pid: int) -> set[str]:
    links = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(str(entry.readlink()))
        except FileNotFoundError:
            continue
    return {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}


def test_remote_control_is_off() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False


def test_a_crawl_leaves_nothing_open(server: FaultServer, tmp_path: Path) -> None:
    careless = subprocess.run(
        [*RUN[:-1], "open('/dev/null')"], capture_output=True, text=True, timeout=60, check=True
    )
    assert "ResourceWarning" in careless.stderr  # the test sees what is left open
    done = crawl(server, tmp_path, path=LIST)
    assert done.stderr == ""


def test_a_flood_ends_within_a_small_address_space(server: FaultServer, tmp_path: Path) -> None:
    server.override(LIST, "/endlesshdr")
    done = measure(command(server, tmp_path, path=LIST, timeout=10.0), address_space=600 << 20)
    assert done.exit_code == 9
    assert not done.timed_out


def test_no_cookie_is_kept_or_sent(server: FaultServer, tmp_path: Path) -> None:
    first, second, third = server.expected_site(SITE)
    server.override(first.path, f"/crossorigin?u={third.path}")
    server.override(second.path, "/cookiebomb/20")
    crawl(server, tmp_path, path=LIST)
    assert len(server.log()) == 6
    assert [hit["credentials"] for hit in server.log()] == [{}] * 6


def test_nothing_that_runs_code_from_data_is_imported() -> None:
    folder = Path(settings.__file__).parent
    files = sorted(folder.rglob("*.py"))
    assert len(files) > 100
    found = [file.name for file in files if UNSAFE_IMPORT.search(file.read_text("utf-8"))]
    # Between two processes of one run, as process pools do: nothing that was stored or came over a network.
    assert found == ["reader_child.py"]
    assert UNSAFE_IMPORT.search("import pickle\n")
