"""``sasac schedule``: the crawl that runs by itself, with systemd, cron, GitHub Actions or Scrapyd."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path
from typing import Final

import click

from sasac_crawler import __version__
from sasac_crawler.cli.options import archive_option, refuse_idle
from sasac_crawler.cli.schedule_forms import (
    MARK,
    Plan,
    build_egg,
    crontab_line,
    scrapyd_target,
    service_unit,
    timer_unit,
    workflow,
)
from sasac_crawler.configuration import FILE
from sasac_crawler.errors import ConfigurationError, UsageError

# A time of day. example: "05:30" · counter-example: "5.30"
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
# A resolver. example: "nameserver 10.0.0.2" · counter-example: "# nameserver 10.0.0.2"
_RESOLVER: Final = re.compile(r"^nameserver\s{1,9}([0-9a-fA-F.:]{2,45})", re.MULTILINE)
# What crontab -l says where there is none (Vixie's, cronie, dcron; BusyBox).
# example: "no crontab for root" · counter-example: "You (sasac) are not allowed to use this program (crontab)"
_NO_CRONTAB: Final = re.compile(r"\bno crontab for |can't open '[^'/]{1,64}': No such file")
_FOR_OWN_USERS: Final = ("/root/", "/home/")
_SECONDS: Final = 120
_AS_IT_WAS: Final = "the crontab is as it was: "
# What is set in this shell is not set for the timer.
_NO_CONTACT: Final = (
    'sasac: no contact in sasac.toml: the timer\'s crawls will ask no site and end with 4 until contact = "you@example.org"'
    " is there and `sasac schedule` was said again"
)


@click.command()
@click.argument("kind", type=click.Choice(("systemd", "cron", "github", "scrapyd")), default="systemd")
@click.option("--install", is_flag=True, help="Put it in place instead of printing it.")
@click.option("--user", "is_user", is_flag=True, help="systemd: for you alone, without root.")
@click.option("--at", metavar="HH:MM", help="Time of day; cron without it runs hourly and asks what is due.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the files into this folder, start nothing.",
)
@click.option("--url", default="http://localhost:6800/", show_default=True, help="scrapyd: where it listens.")
@archive_option
@click.pass_context
def schedule(  # noqa: PLR0913 - the options of the command
    ctx: click.Context,
    *,
    kind: str,
    install: bool,
    is_user: bool,
    at: str | None,
    to: Path | None,
    url: str,
    archive: Path,
) -> None:
    """Print what runs `sasac crawl --all --due` every day, or install it.

    Example: sasac schedule systemd --user --install
    """
    _refuse_idle(kind, to)
    plan = _plan(ctx, archive, at=at, is_service=kind == "systemd" and not is_user)
    if kind in ("systemd", "cron") and not ctx.lookup_default("contact"):
        click.echo(_NO_CONTACT, err=True)
    files = _files(kind, plan, is_user=is_user, is_hourly=at is None, url=url)
    if to is not None:
        _write(files, to)
    elif not install:
        for name, text in files.items():
            click.echo(f"# {name}\n{text}" if len(files) > 1 else text, nl=len(files) > 1)
    elif kind == "systemd":
        _install_units(files, plan, is_user=is_user)
    elif kind == "cron":
        _install_crontab(files["crontab"])
    elif kind == "github":
        _write(files, Path(".github/workflows"))
    else:
        _deploy(url)


def _refuse_idle(kind: str, to: Path | None) -> None:
    if kind != "systemd":
        refuse_idle("is_user", because=f"goes with systemd, not with {kind}")
    if kind != "scrapyd":
        refuse_idle("url", because=f"goes with scrapyd, not with {kind}")
    else:
        refuse_idle("at", because="does not go with scrapyd, which has no clock")
    if to is not None:
        refuse_idle(
            "install", because="does not go with --to, which writes the files elsewhere and starts nothing"
        )


def _plan(ctx: click.Context, archive: Path, *, at: str | None, is_service: bool) -> Plan:
    match = _TIME.fullmatch(at or "05:30")
    if match is None:
        message = f"--at takes a time of day like 05:30, not {at!r}"
        raise UsageError(message)
    config: Path | None = ctx.meta.get(FILE)
    # A service has a folder of its own, unless the operator named one.
    is_named = ctx.get_parameter_source("archive") is not click.core.ParameterSource.DEFAULT
    place = "/var/lib/sasac" if is_service and not is_named else str(archive.absolute())
    resolv = Path("/etc/resolv.conf")
    found = (
        _RESOLVER.findall(resolv.read_text(encoding="utf-8", errors="replace")) if resolv.is_file() else []
    )
    return Plan(
        program=_program(),
        archive=place,
        config=str(config.absolute()) if config else None,
        hour=int(match[1]),
        minute=int(match[2]),
        resolvers=tuple(dict.fromkeys(found)),
    )


def _program() -> str:
    beside = Path(sys.executable).with_name("sasac")
    return str(beside) if beside.exists() else shutil.which("sasac") or str(beside)


def _files(kind: str, plan: Plan, *, is_user: bool, is_hourly: bool, url: str) -> dict[str, str]:
    match kind:
        case "systemd":
            return {
                "sasac-crawl.service": service_unit(plan, is_user=is_user),
                "sasac-crawl.timer": timer_unit(plan),
            }
        case "cron":
            return {"crontab": crontab_line(plan, is_hourly=is_hourly)}
        case "github":
            return {"crawl.yml": workflow(plan)}
        case _:
            return {"scrapy.cfg": scrapyd_target(url)}


def _write(files: dict[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(f"Written: {folder / name}")
    except OSError as error:
        message = f"{folder} cannot be written to ({error.strerror}); --user installs without root, or give --to DIR"
        raise ConfigurationError(message) from error


def _install_units(files: dict[str, str], plan: Plan, *, is_user: bool) -> None:
    if is_user:
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        folder, control = home / "systemd/user", ["systemctl", "--user"]
    else:
        if plan.program.startswith(_FOR_OWN_USERS):
            message = (
                f"the service's own user cannot run {plan.program}; "
                "install sasac where everybody can read it, like /opt/sasac, or use --user"
            )
            raise ConfigurationError(message)
        folder, control = Path("/etc/systemd/system"), ["systemctl"]
    _write(files, folder)
    for words in (["daemon-reload"], ["enable", "--now", "sasac-crawl.timer"]):
        _run([*control, *words], "the units are written, but systemd does not run them: ")
    click.echo(f"The timer runs; `{' '.join(control)} list-timers sasac-crawl.timer` says when next.")


def _install_crontab(line: str) -> None:
    # Nothing else means that there is none: what cannot be read must not be written over.
    before = _run(["crontab", "-l"], _AS_IT_WAS, is_absent=_NO_CRONTAB)
    kept = [one for one in before.splitlines() if not one.rstrip().endswith(MARK)]
    _run(["crontab", "-"], _AS_IT_WAS, said="".join(f"{one}\n" for one in kept) + line)
    click.echo(f"Installed: {line}", nl=False)


def _run(
    command: list[str], prefix: str, *, said: str | None = None, is_absent: re.Pattern[str] | None = None
) -> str:
    """Return what a command prints; nothing if its complaint is that there is nothing yet.

    Raises:
        ConfigurationError: it cannot be run, or fails with any other complaint.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, input=said, capture_output=True, text=True, timeout=_SECONDS, check=False,
            env=os.environ | {"LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{prefix}{command[0]} cannot be run ({type(error).__name__})"
        raise ConfigurationError(message) from error
    if done.returncode == 0:
        return done.stdout
    if is_absent is not None and is_absent.search(done.stderr):
        return ""
    told = " ".join(done.stderr.split())[:300] or f"nothing, and ended with {done.returncode}"
    message = f"{prefix}`{' '.join(command)}` said: {told}"
    raise ConfigurationError(message)


def _deploy(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        message = f"--url takes an http or https address, not {url!r}"
        raise UsageError(message)
    boundary = uuid.uuid4().hex
    body = _form(boundary, {"project": "sasac_crawler", "version": __version__}, build_egg())
    request = urllib.request.Request(  # noqa: S310 - checked above
        f"{url.rstrip('/')}/addversion.json",
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            told = json.load(answer)
    except (OSError, ValueError) as error:
        message = f"no Scrapyd answers at {url} ({type(error).__name__})"
        raise ConfigurationError(message) from error
    if told.get("status") != "ok":
        message = f"Scrapyd refused the egg: {' '.join(str(told.get('message')).split())[-300:]}"
        raise ConfigurationError(message)
    click.echo(f"Deployed sasac_crawler {__version__} with {told['spiders']} spiders.")


def _form(boundary: str, fields: dict[str, str], egg: bytes) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="egg"; filename="sasac.egg"\r\n\r\n'
    return b"".join((*parts, head.encode(), egg, f"\r\n--{boundary}--\r\n".encode()))
