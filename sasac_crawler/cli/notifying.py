"""Telling somebody that something changed: a command and a webhook, on changes only, secrets never repeated."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from sqlite_utils import Database

from sasac_crawler.errors import ConfigurationError
from sasac_crawler.store.alarms import alarms_where

HOOK_SECONDS: Final = 30
WEBHOOK_SECONDS: Final = 10
_TRIES: Final = 3
_PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME", "XDG_RUNTIME_DIR")
"""What a hook gets of our environment: the rest may hold secrets that are not its business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Whom to tell. What they are is never printed: an address may hold a token, an argument a password."""

    command: tuple[str, ...] = ()
    webhook: str | None = None

    def __repr__(self) -> str:
        return f"Hooks(command={'set' if self.command else 'unset'}, webhook={'set' if self.webhook else 'unset'})"

    def __post_init__(self) -> None:
        if self.webhook is not None and (
            urlsplit(self.webhook).scheme not in ("http", "https") or not urlsplit(self.webhook).hostname
        ):
            message = "hooks.webhook (SASAC_WEBHOOK) takes an http or https address"
            raise ConfigurationError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a run changed in what an operator must know."""

    run_id: str
    ended: str
    exit_code: int
    reason: str
    verdicts: Sequence[dict[str, Any]]
    """site, before, now, why."""

    alarms_raised: Sequence[str]
    """One sentence each."""

    alarms_ended: Sequence[str]

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.verdicts or self.alarms_raised or self.alarms_ended)


# The verdict before is that of the last run that asked the site.
_VERDICTS: Final = """
SELECT s.site, s.verdict AS now, s.reason AS why, (
  SELECT p.verdict FROM run_sites p JOIN runs q ON q.run_id = p.run_id
  WHERE p.site = s.site AND p.verdict <> 'not_due' AND q.started < r.started ORDER BY q.started DESC LIMIT 1
) AS before
FROM run_sites s JOIN runs r ON r.run_id = s.run_id WHERE s.run_id = ? AND s.verdict <> 'not_due' ORDER BY s.site
"""


def changes_of(db: Database, run_id: str) -> Changes:
    """Return what a run changed: verdicts that differ from the site's last, alarms that began or ended.

    A site's first verdict is a change only if it is not well.
    """
    [run] = db.query("SELECT run_id, ended, exit_code, reason FROM runs WHERE run_id = ?", [run_id])
    verdicts = [row for row in db.query(_VERDICTS, [run_id]) if row["now"] != (row["before"] or "ok")]
    return Changes(
        **run,
        verdicts=verdicts,
        alarms_raised=_sentences(db, "raised_run", run_id),
        alarms_ended=_sentences(db, "ended_run", run_id),
    )


def notify(changes: Changes, hooks: Hooks) -> list[str]:
    """Tell everybody who wants to be told; return one sentence for each who could not be."""
    if not changes:
        return []
    said = json.dumps(asdict(changes), ensure_ascii=False).encode()
    problems = [_run_hook(hooks.command, said) if hooks.command else None]
    problems.append(_post(hooks.webhook, said) if hooks.webhook else None)
    return [problem for problem in problems if problem]


def _sentences(db: Database, column: Literal["raised_run", "ended_run"], run_id: str) -> list[str]:
    return [one.sentence for one in alarms_where(db.conn, column, run_id)]


def _run_hook(command: Sequence[str], said: bytes) -> str | None:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        hook = subprocess.Popen(  # noqa: S603 - the operator's own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        return f"the hook could not be started ({type(error).__name__})"
    try:
        hook.communicate(said, timeout=HOOK_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(hook.pid, signal.SIGKILL)
        hook.communicate()
        return f"the hook took longer than {HOOK_SECONDS} s and was stopped"
    return f"the hook ended with {hook.returncode}" if hook.returncode else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Keeps a token from being sent where an answer leads."""

    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - urllib's own
        return None


def _post(url: str, said: bytes) -> str | None:
    host = urlsplit(url).hostname
    opener = urllib.request.build_opener(_NoRedirect)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "sasac_crawler"}
    problem = ""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(2 ** (attempt - 1))
        request = urllib.request.Request(url, data=said, headers=headers, method="POST")  # noqa: S310 - checked
        try:
            with opener.open(request, timeout=WEBHOOK_SECONDS):
                return None
        except urllib.error.HTTPError as error:
            problem = f"HTTP {error.code}"
            error.close()
        except OSError as error:
            problem = type(error).__name__
    return f"the webhook at {host} could not be reached ({problem}, {_TRIES} tries)"
