"""What the README and the guides say can be done, done: their commands, paths, links and the module map."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from sasac_crawler.cli import COMMANDS
from sasac_crawler.query.archive import Archive
from tests.test_demo import sasac

CHECKOUT = Path(__file__).parents[1]
PAGES = (CHECKOUT / "README.md", *sorted((CHECKOUT / ".github").glob("*.md")))
# A fenced block of shell. example: "```sh\nls\n```" · counter-example: "```\nls\n```"
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
# A link to a file. example: "[x](.github/X.md)" · counter-example: "[x](https://x)"
LINK = re.compile(r"\]\((?!\w{1,9}:|#)([^)#\s]{1,200})")
# A module run by name. example: "python -m tests.crash" · counter-example: "python -m pytest"
MODULE = re.compile(r"python3? -m (tests(?:\.\w{1,40}){1,4})")
# A file run or named. example: "tests/bench/clean.py" · counter-example: "tests.bench"
FILE = re.compile(r"(?<![\w/.])((?:tests|sasac_crawler|\.ci)/[\w./-]{1,80}\w)")
# A fenced block of commands with what they print. example: "```console\n$ ls\n```" · counter-example: "```sh\nls\n```"
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
NOT_HERE = (
    "sasac crawl",
    "sasac sites check",
    "sasac sites new",
    "sasac sites save",
    "--contact",
    "/mnt/",
    "http",
    "serve",
    "schedule",
    "cluster",
    "page.html",
    "polluted.txt",
    "sasac.toml",
)
"""What a command that wants a network, a file of the reader's, another machine or no end has in it."""


def _commands(page: Path) -> list[str]:
    """Return the commands of a page's shell blocks, comments and indents left out."""
    blocks = SHELL.findall(page.read_text("utf-8"))
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [shlex.join(words) for line in lines if (words := shlex.split(line, comments=True))]


def _sasac_commands() -> list[str]:
    return sorted({line for page in PAGES for line in _commands(page) if line.startswith("sasac ")})


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    done = sasac("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("line", _sasac_commands(), ids=lambda line: line.split("--archive")[0])
def test_a_command_is_one_and_does_what_it_says(line: str, demo_folder: Path) -> None:
    words = shlex.split(line)[1:]
    assert words[0] in COMMANDS or words[0].startswith("-")
    if any(mark in line for mark in NOT_HERE):
        group = (
            words[:2]
            if words[0] in ("sites", "bundle", "cluster") and words[1:2] and words[1].islower()
            else words[:1]
        )
        helped = sasac(*group, "--help").stdout
        assert [word for word in words if word.startswith("--") and word.split("=")[0] not in helped] == []
        return
    with Archive(demo_folder / "data/demo") as archive:
        [newest] = archive.db.query("SELECT id FROM articles ORDER BY date_published DESC LIMIT 1")
        [run] = archive.db.query("SELECT run_id FROM runs LIMIT 1")
    meant = {"ID": newest["id"], "RUN": run["run_id"]}
    done = sasac(*(meant.get(word, word) for word in words), cwd=demo_folder)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).strip()


def _conversation() -> list[tuple[str, str]]:
    """Return the commands of the README that stand there with their output, and that output."""
    [block] = CONSOLE.findall(PAGES[0].read_text("utf-8"))
    said = [part.partition("\n") for part in block.removeprefix("$ ").split("\n$ ")]
    return [(command, output.strip("\n")) for command, _, output in said]


def _pattern(printed: str) -> str:
    """Return what output must match: where an ellipsis stands for something left out there may be anything."""
    lines = (
        r"(.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\s*\n"
        for line in printed.splitlines()
    )
    return "".join(lines)


@pytest.mark.parametrize(("line", "printed"), _conversation(), ids=[line for line, _ in _conversation()])
def test_the_archive_answers_as_printed(line: str, printed: str, demo_folder: Path) -> None:
    words = shlex.split(line, comments=True)[1:]
    done = sasac(*words, "--archive", "data/demo", cwd=demo_folder)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(_pattern(printed), done.stdout + done.stderr), done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    modules = [
        name
        for name in MODULE.findall(text)
        if not ((path := CHECKOUT / name.replace(".", "/")).is_dir() or path.with_suffix(".py").exists())
    ]
    files = [name for name in FILE.findall(text) if not ("SLUG" in name or (CHECKOUT / name).exists())]
    assert (links, modules, files) == ([], [], [])


def test_the_module_map_is_what_the_linter_enforces() -> None:
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    enforced = [layer.split(" | ") for layer in contracts[0]["layers"]]
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    block = readme.split("Layers, enforced by `lint-imports`", 1)[1].split("\n\n", 2)[1]
    drawn = [re.split(r" {2,}", line.strip(), maxsplit=1)[0].split(" | ") for line in block.splitlines()]
    assert drawn == enforced


def test_every_command_is_known_to_the_reader() -> None:
    """A command nobody is told of might as well not be there."""
    told = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"sasac {name}" not in told] == []


def test_the_two_commands_begin_from_nothing() -> None:
    first, second = [block.strip() for block in SHELL.findall(PAGES[0].read_text("utf-8"))[:2]]
    assert first == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sasac demo"
    assert second == "sh .ci/test"
