"""The whole exception tree.

Each class carries its facts as attributes, says one sentence, and names its remedy in its docstring.
``exit_code`` is what the command line returns when the error reaches it (see ``ExitCode``).
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a ``sasac`` command returns; Browsertrix's numbers where it has one."""

    COMPLETE = 0
    BUG = 1
    USAGE = 2
    NO_SPACE = 3
    BAD_CONFIGURATION = 4
    STORE_UNAVAILABLE = 8
    ALL_FAILED = 9
    STOPPED = 11
    FORCED = 13
    TIME_LIMIT = 15
    BLOCKED = 18
    PARTIAL = 20
    INTEGRITY = 23
    LOCKED = 75


class SasacCrawlerError(Exception):
    """Base of every error this package raises on purpose. Remedy: see the subclass."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG


class UsageError(SasacCrawlerError):
    """The user asked for something that is not there. Remedy: the message names what is."""

    exit_code = ExitCode.USAGE


class ProfileError(SasacCrawlerError):
    """A site profile does not say what it must.

    Remedy: correct the file; the message is ``file: table[index]: key: what is wrong``.
    """

    exit_code = ExitCode.BAD_CONFIGURATION

    def __init__(self, file: str, where: str, problem: str) -> None:
        self.file = file
        self.where = where
        self.problem = problem
        super().__init__(f"{file}: {where}: {problem}" if where else f"{file}: {problem}")


class ConfigurationError(SasacCrawlerError):
    """A setting cannot be worked with. Remedy: the message names the setting and what it takes."""

    exit_code = ExitCode.BAD_CONFIGURATION
