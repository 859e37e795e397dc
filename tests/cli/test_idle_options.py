"""What would do nothing is refused in one sentence; what the environment says for all commands is not."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sasac_crawler.cli import cli
from sasac_crawler.cli.options import refuse_idle
from sasac_crawler.errors import UsageError

CAPTURE = "urn:uuid:00000000-0000-0000-0000-000000000000"
IDLE = [
    ("report --site x", "--site goes with --coverage"),
    ("report --urls 20", "--urls goes with --coverage"),
    ("report --coverage --html x.html", "--html does not go with --coverage"),
    ("report --coverage --max-age 2h", "--max-age does not go with --coverage"),
    ("export --out x --csv-raw", "--csv-raw goes with csv and datapackage, not with jsonl"),
    ("export --out x --format wacz --script hans", "--script goes with rows; wacz holds"),
    ("export --out x --format wacz --versions", "--versions goes with rows"),
    ("export --out x --format wacz --attachments-text", "--attachments-text goes with rows"),
    ("query top-sources --csv-raw", "--csv-raw goes with csv, not with table"),
    ("query top-sources --list", "SQL|NAME does not go with --list"),
    ("query --list -p limit=3", "--parameter does not go with --list"),
    ("query SELECT~1 --show", "--show goes with a named question"),
    ("query SELECT~:a -p b=1", "-p b does nothing: the SQL has no :b"),
    (f"show {CAPTURE} --json", "--json goes with an article"),
    ("citations bdd700bd8e54 --limit 3", "--limit goes with --dangling"),
    ("cite bdd700bd8e54 --versions --format csl-json", "--format goes with a reference"),
    ("verify --seed 3", "--seed goes with --sample"),
    ("schedule cron --user", "--user goes with systemd, not with cron"),
    ("schedule github --url http://x.test/", "--url goes with scrapyd, not with github"),
    ("schedule scrapyd --at 5:30", "--at does not go with scrapyd"),
    ("schedule systemd --to x --install", "--install does not go with --to"),
    ("cluster reparse --scheduler tcp://x:1 --resources cn=1 --out y", "--resources goes with --local"),
    ("cluster crawl sasac --local 1 --storage x --log-level DEBUG", "--log-level does nothing here"),
]


@pytest.mark.parametrize(("words", "sentence"), IDLE)
def test_an_option_without_effect_is_refused(
    words: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/archive").mkdir(parents=True)
    (tmp_path / "data/archive/sasac.db").touch()
    told = CliRunner().invoke(cli, [word.replace("~", " ") for word in words.split()])
    assert isinstance(told.exception, UsageError), told.output or told.exception
    assert str(told.exception).startswith(sentence)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_what_the_environment_says_is_no_slip() -> None:
    @click.command()
    @click.option("--speed", envvar="TEST_SPEED")
    def walk(speed: str | None) -> None:
        refuse_idle("speed", because="does nothing")
        click.echo(speed)

    assert CliRunner().invoke(walk, env={"TEST_SPEED": "3"}).stdout == "3\n"
    assert isinstance(CliRunner().invoke(walk, ["--speed", "3"]).exception, UsageError)
