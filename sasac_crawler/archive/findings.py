"""What a verification found, and what it makes of it."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sasac_crawler.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be, or that a person should know."""

    code: str
    """Stable snake_case identifier, e.g. ``payload_digest``."""

    message: str
    """One sentence."""

    is_error: bool = True
    """Whether bytes and records disagree; otherwise it is a remark."""

    file: str | None = None
    """WARC file it concerns."""

    offset: int | None = None
    """Where in the file."""

    capture_id: str | None = None
    """Capture it concerns."""


@dataclass(slots=True, kw_only=True)
class VerifyReport:
    """The result of ``sasac verify``."""

    level: str
    """``quick``, ``full`` or ``sample``."""

    seed: int | None = None
    """What the sample was drawn with."""

    captures: int = 0
    """Captures whose place was checked."""

    captures_read: int = 0
    """Captures whose bytes were read and hashed."""

    bytes_read: int = 0
    """Bytes of WARC read."""

    seconds: float = 0.0
    """How long it took."""

    findings: list[Finding] = field(default_factory=list)
    """Everything found, in the order it was found."""

    repairs: list[str] = field(default_factory=list)
    """What was repaired before the check, one sentence each."""

    @property
    def errors(self) -> list[Finding]:
        """What makes the verdict."""
        return [one for one in self.findings if one.is_error]

    @property
    def exit_code(self) -> ExitCode:
        """0, or 23 if bytes and records disagree.

        Example:
            >>> remark = Finding(code="orphan", message="A record without a row.", is_error=False)
            >>> int(VerifyReport(level="full", findings=[remark]).exit_code)
            0
        """
        return ExitCode.INTEGRITY if self.errors else ExitCode.COMPLETE

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries and lists, the verdict first."""
        return {"ok": not self.errors, "exit_code": int(self.exit_code)} | asdict(self)
