"""What a schedule is made of: units, a crontab line, a workflow, an egg. Texts only; ``schedule`` installs them."""

import io
import shlex
import zipfile
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Final

from sasac_crawler import __version__

STOP_SECONDS: Final = 60
"""Seconds a service manager waits after SIGTERM: a run stops in order within 25, a bad disk takes longer."""
MARK: Final = "# sasac_crawler"
"""By which our crontab line is found again."""
_JITTER: Final = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run, and when."""

    program: str
    """Absolute path of ``sasac``."""

    archive: str
    config: str | None = None
    hour: int = 5
    minute: int = 30
    resolvers: tuple[str, ...] = field(default=())
    """Addresses of this machine's resolvers, which private networks hide behind the rest is denied."""

    @property
    def command(self) -> str:
        """The crawl."""
        return f"{_quoted(self.program)} crawl --all --due"


def service_unit(plan: Plan, *, is_user: bool) -> str:
    """Return the service: one run, hardened as far as its manager allows."""
    environment = [f"SASAC_ARCHIVE={plan.archive}"]
    if plan.config:
        environment.append(f"SASAC_CONFIG={plan.config}")
    lines = "\n".join(f'Environment="{_escaped(one)}"' for one in environment)
    hardening = _USER if is_user else _SYSTEM.format(resolvers=_allowed(plan.resolvers))
    folder = "" if is_user else f"ReadWritePaths=-{_escaped(plan.archive)}\n"
    return f"""[Unit]
Description=Crawl of the state-asset regulators' sites
Documentation=man:systemd.timer(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{lines}
ExecStart={plan.command}
# A page to look at after every run, whatever its end.
ExecStopPost=-{_quoted(plan.program)} report --html {_quoted(f"{plan.archive}/report.html")}
# SIGTERM ends a run in order; nothing that was stored is lost.
KillMode=mixed
TimeoutStartSec=infinity
TimeoutStopSec={STOP_SECONDS}
# To call a run well that was stopped (11), partial (20) or found another at work (75):
# SuccessExitStatus=11 20 75
Nice=10
UMask=0027
{folder}{hardening}"""


_COMMON: Final = """NoNewPrivileges=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
MemoryMax=1G
TasksMax=64
LimitFSIZE=4G
LimitCORE=0
"""
_USER: Final = _COMMON
_SYSTEM: Final = (
    """DynamicUser=yes
User=sasac
StateDirectory=sasac
StateDirectoryMode=0750
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictSUIDSGID=yes
CapabilityBoundingSet=
"""
    + _COMMON
    + """# Nothing private is ever asked; the resolvers are.
IPAddressDeny=10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 127.0.0.0/8
{resolvers}"""
)
_WORKFLOW: Final = """name: crawl
on:
  schedule:
    - cron: "@MINUTE@ @HOUR@ * * *"   # UTC
  workflow_dispatch: {}
permissions:
  contents: read
concurrency:
  group: crawl
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-24.04
    timeout-minutes: 340
    env:
      SASAC_ARCHIVE: archive
      SASAC_CONTACT: ${{ vars.SASAC_CONTACT }}
      SASAC_WEBHOOK: ${{ secrets.SASAC_WEBHOOK }}
      SASAC_TIME_LIMIT: "18000"
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: python -m pip install .
      - uses: actions/cache/restore@v4
        with:
          path: archive
          key: archive-${{ github.run_id }}
          restore-keys: archive-
      - run: sasac crawl --all --due
      - if: always()
        run: |
          sasac report --html report.html || true
          sasac report >> "$GITHUB_STEP_SUMMARY" || true
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: archive
          key: archive-${{ github.run_id }}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: report
          path: report.html
"""


def timer_unit(plan: Plan) -> str:
    """Return the timer: daily, spread, and made up for when the machine slept."""
    return f"""[Unit]
Description=Daily crawl of the state-asset regulators' sites

[Timer]
OnCalendar=*-*-* {plan.hour:02}:{plan.minute:02}:00
RandomizedDelaySec=20m
Persistent=true
AccuracySec=1m

[Install]
WantedBy=timers.target
"""


def crontab_line(plan: Plan, *, is_hourly: bool) -> str:
    """Return the line for a crontab; in one a per cent sign is a line's end unless it is escaped.

    Hourly: cron does not make up for what a sleeping machine missed, and asks only what is due anyway.
    """
    when = f"{plan.minute} * * * *" if is_hourly else f"{plan.minute} {plan.hour} * * *"
    settings = f"SASAC_ARCHIVE={_sh(plan.archive)}" + (
        f" SASAC_CONFIG={_sh(plan.config)}" if plan.config else ""
    )
    log = _sh(f"{plan.archive}/crawl.log")
    # The folder first: without it the shell could not open the log, and would run nothing.
    line = (
        f"sleep $(($$ % {_JITTER})); mkdir -p {_sh(plan.archive)}"
        f" && {settings} {_sh(plan.program)} crawl --all --due >>{log} 2>&1"
    )
    return f"{when} {line.replace('%', chr(92) + '%')} {MARK}\n"


def workflow(plan: Plan) -> str:
    """Return a GitHub Actions workflow: the archive is kept in the cache and offered as an artifact."""
    return _WORKFLOW.replace("@MINUTE@", str(plan.minute)).replace("@HOUR@", str(plan.hour))


def scrapyd_target(url: str) -> str:
    """Return the target for ``scrapy.cfg`` and how a spider is scheduled."""
    return f"""[deploy:sasac]
url = {url}
project = sasac_crawler

# In scrapyd.conf: one archive has one writer, so spiders run one after another.
#   [scrapyd]
#   max_proc = 1
# Scrapyd's own environment sets SASAC_CONFIG (a sasac.toml), or SASAC_ARCHIVE and SASAC_CONTACT. Then:
#   sasac schedule scrapyd --install --url {url}
#   curl {url.rstrip("/")}/schedule.json -d project=sasac_crawler -d spider=shandong
"""


def build_egg() -> bytes:
    """Return this package as an egg for Scrapyd: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as egg:
        _put(
            egg,
            "EGG-INFO/PKG-INFO",
            f"Metadata-Version: 2.1\nName: sasac-crawler\nVersion: {__version__}\n".encode(),
        )
        _put(egg, "EGG-INFO/entry_points.txt", b"[scrapy]\nsettings = sasac_crawler.settings\n")
        _put(egg, "EGG-INFO/zip-safe", b"\n")
        _add(egg, resources.files("sasac_crawler"), PurePosixPath("sasac_crawler"))
    return buffer.getvalue()


def _add(egg: zipfile.ZipFile, folder: Traversable, place: PurePosixPath) -> None:
    for one in sorted(folder.iterdir(), key=lambda found: found.name):
        if one.is_dir():
            if one.name != "__pycache__":
                _add(egg, one, place / one.name)
        elif not one.name.endswith((".pyc", ".pyo")):
            _put(egg, str(place / one.name), one.read_bytes())


def _put(egg: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    egg.writestr(entry, content)


def _allowed(resolvers: tuple[str, ...]) -> str:
    return f"IPAddressAllow={' '.join(resolvers)}\n" if resolvers else ""


def _escaped(text: str) -> str:
    r"""Return a text for a unit file, where per cent begins a specifier.

    Example:
        >>> _escaped('/srv/50%/"a"')
        '/srv/50%%/\\"a\\"'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"' if any(sign in text for sign in " \t\"'\\%$;") else text


def _sh(text: str) -> str:
    return shlex.quote(text)
