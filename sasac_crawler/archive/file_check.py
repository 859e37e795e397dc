"""What reading one WARC file gave."""

from dataclasses import dataclass

from sasac_crawler.archive.findings import Finding


@dataclass(slots=True)
class FileCheck:
    """Findings of one file, and how much was read."""

    findings: list[Finding]
    captures_read: int = 0
    bytes_read: int = 0

    def add(
        self,
        code: str,
        message: str,
        *,
        file: str,
        offset: int | None = None,
        capture_id: str | None = None,
        is_error: bool = True,
    ) -> None:
        """Add a finding."""
        self.findings.append(
            Finding(
                code=code,
                message=message,
                is_error=is_error,
                file=file,
                offset=offset,
                capture_id=capture_id,
            )
        )
