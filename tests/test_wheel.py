"""What an installed wheel holds: package data included, nothing of the checkout needed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
DATA = {".toml", ".txt", ".csv", ".html", ".css", ".svg", ".sql", ".typed"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True, timeout=120)
    [wheel] = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_every_data_file_of_the_package_is_in_the_wheel(installed: Path) -> None:
    package = CHECKOUT / "sasac_crawler"
    wanted = {path.relative_to(CHECKOUT) for path in package.rglob("*") if path.suffix in DATA}
    assert len(wanted) > 60
    assert {path for path in wanted if not (installed / path).is_file()} == set()


def test_the_installed_package_runs_the_main_job_elsewhere(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    where = "import sasac_crawler; print(sasac_crawler.__file__)"
    run = [sys.executable, "-c"]
    found = subprocess.run(
        [*run, where], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(installed))
    demo = subprocess.run(
        [*run, "import sys; sys.argv[1:] = ['demo']; from sasac_crawler.cli import main; main()"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert demo.returncode == 0, demo.stderr
    assert "new articles" in demo.stdout
    scrapy = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=tmp_path,
        env=environment | {"SCRAPY_SETTINGS_MODULE": "sasac_crawler.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "shandong" in scrapy.stdout.split()
