"""What can befall a cluster: each scenario ends with the archive one machine would have made."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from tests.cluster.rig import (
    PROFILES,
    SASAC,
    Cluster,
    children,
    crawl_words,
    is_alive,
    must_agree,
    sasac,
    wait_until,
)

DELAY = 0.03
"""Seconds every answer takes, so that a site lasts long enough to be killed in the middle."""


def single(folder: Path, server: SampleServer) -> Path:
    """Crawl on one machine; return the archive."""
    sasac("crawl", *crawl_words(folder / "single", server.resolve))
    return folder / "single"


def start(folder: Path, server: SampleServer, cluster: Cluster, storage: str) -> "subprocess.Popen[str]":
    words = crawl_words(
        folder / "archive", server.resolve, "--scheduler", cluster.address, "--storage", storage,
        "--checkpoint", "40",
    )  # fmt: skip
    return subprocess.Popen(
        [*SASAC, "cluster", "crawl", *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ended(process: "subprocess.Popen[str]", *, seconds: float = 240.0) -> tuple[int, str]:
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return process.returncode, out + err


def worker_killed(folder: Path, *, storage: str | None = None) -> None:
    """Kill -9 a worker in mid-site, its crawl must die with it; another joins late; the result is whole."""
    with SampleServer(delay=DELAY) as server, Cluster(folder / "dask") as cluster:
        wanted = single(folder, server)
        for _ in range(3):
            cluster.add_worker()
        cluster.wait_for_workers(3)
        asked = server.requests.total()
        process = start(folder, server, cluster, storage or str(folder / "store"))
        try:
            wait_until(lambda: server.requests.total() > asked + 20)
            victim = next(one for one in cluster.workers if children(one.pid))
            crawls = children(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            wait_until(lambda: not any(map(is_alive, crawls)), seconds=20)
            cluster.add_worker()
            code, said = ended(process)
        finally:
            process.kill()
        assert code == 0, said
        must_agree(wanted, folder / "archive")
        assert sasac("verify", "--full", "--archive", str(folder / "archive")).returncode == 0


def scheduler_killed(folder: Path) -> None:
    """Kill -9 the scheduler in mid-site: one sentence; run again, the work goes on from the last good bundles."""
    storage = str(folder / "store")
    with SampleServer(delay=DELAY) as server:
        wanted = single(folder, server)
        with Cluster(folder / "dask1") as cluster:
            for _ in range(3):
                cluster.add_worker()
            cluster.wait_for_workers(3)
            asked = server.requests.total()
            process = start(folder, server, cluster, storage)
            try:
                wait_until(lambda: server.requests.total() > asked + 40)
                cluster.scheduler.kill()
                code, said = ended(process)
            finally:
                process.kill()
            assert code == 20, said
            assert "scheduler is gone; run again" in said
            assert "Traceback" not in said, said
        with Cluster(folder / "dask2") as cluster:
            for _ in range(3):
                cluster.add_worker()
            cluster.wait_for_workers(3)
            code, said = ended(start(folder, server, cluster, storage))
        assert code == 0, said
        must_agree(wanted, folder / "archive")


def bundle_poisoned(folder: Path) -> None:
    """Change a byte of one site's bundle on the storage: it is refused by the next crawl; the other site is not."""
    storage = folder / "store"
    with SampleServer() as server, Cluster(folder / "dask") as cluster:
        for _ in range(3):
            cluster.add_worker()
        cluster.wait_for_workers(3)
        code, said = ended(start(folder, server, cluster, str(storage)))
        assert code == 0, said
        databases = sorted((storage / "jiangdong/objects").iterdir(), key=lambda path: path.stat().st_size)
        content = bytearray(databases[-1].read_bytes())
        content[len(content) // 2] ^= 1
        databases[-1].write_bytes(content)
        code, said = ended(start(folder, server, cluster, str(storage)))
        assert code == 20, said
        assert "is not what its manifest says" in said
        assert "sasac_test: merged" in said
        assert sasac("verify", "--full", "--archive", str(folder / "archive")).returncode == 0


def reparsed(folder: Path) -> None:
    """Reparse on a cluster: to Parquet, one row an article page; into the store, what one machine would store."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    with SampleServer() as server, Cluster(folder / "dask") as cluster:
        archive = single(folder, server)
        for _ in range(3):
            cluster.add_worker()
        cluster.wait_for_workers(3)
        on_cluster = ["cluster", "reparse", "--scheduler", cluster.address]
        words = ["--archive", str(archive), "--sites-dir", str(PROFILES)]
        said = sasac(*on_cluster, *words, "--out", str(folder / "parquet")).stdout
        rows = sum(pq.read_metadata(path).num_rows for path in (folder / "parquet").glob("*.parquet"))
        assert said.startswith(f"{rows} records in ")
        assert rows >= 90
        said = sasac(*on_cluster, *words, "--apply").stdout
        assert said == f"{rows} captures read, 0 differ, 0 stored\n"
        shutil.copytree(archive, folder / "other")
        changed = ["--sites-dir", str(_other_rules(folder / "profiles"))]
        sasac("reparse", "--apply", "--archive", str(folder / "other"), *changed)
        said = sasac(*on_cluster, "--archive", str(archive), *changed, "--apply").stdout
        differing = int(said.split(" captures read, ")[1].split()[0])
        assert differing > 10
        assert said == f"{rows} captures read, {differing} differ, {differing} stored\n"
        must_agree(folder / "other", archive)


def _other_rules(folder: Path) -> Path:
    """Copy the sample sites' profiles; of one site every first paragraph is dropped."""
    shutil.copytree(PROFILES, folder)
    with (folder / "jiangdong.toml").open("a") as profile:
        profile.write('\n[[layouts]]\nid = "2027"\ndrop = ["p:first-of-type"]\n')
    return folder
