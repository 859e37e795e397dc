"""The whole exception tree.

Each class carries its facts as attributes, says one sentence, and names its remedy in its
docstring. ``exit_code`` is what the command line returns when the error reaches it.
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


class UnknownSiteError(UsageError):
    """No site has this slug. Remedy: ``sasac sites`` lists them; the message names the closest."""

    def __init__(self, slug: str, closest: str | None) -> None:
        self.slug = slug
        self.closest = closest
        hint = f"did you mean {closest!r}?" if closest else "`sasac sites` lists them."
        super().__init__(f"no site is called {slug!r}; {hint}")


class ExtractionError(SasacCrawlerError):
    """A page does not have the shape its reader assumes.

    Remedy: look at the capture (``sasac parse``), then adjust the layout or the platform.
    """

    exit_code = ExitCode.USAGE


class StoreError(SasacCrawlerError):
    """The SQLite file cannot be used. Remedy: the message says what to free, fix or restore."""

    exit_code = ExitCode.STORE_UNAVAILABLE


class SchemaTooNewError(StoreError):
    """The archive was written by a later release. Remedy: upgrade sasac-crawler."""

    def __init__(self, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            f"the archive has schema {found}, this release knows up to {known}: "
            "upgrade sasac-crawler to open it"
        )


class ArchiveLockedError(SasacCrawlerError):
    """Another run writes to the archive. Remedy: wait for it, or choose another archive."""

    exit_code = ExitCode.LOCKED

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"another run is writing to {path}; wait for it or use another --archive")


class IntegrityError(SasacCrawlerError):
    """Bytes and records do not agree. Remedy: ``sasac verify``, then restore a backup."""

    exit_code = ExitCode.INTEGRITY


class BundleError(IntegrityError):
    """A bundle is not to be trusted; nothing of it was adopted. Remedy: have it packed and sent again."""

    def __init__(self, bundle: str, problem: str) -> None:
        self.bundle = bundle
        self.problem = problem
        super().__init__(f"the bundle {bundle} is refused: {problem}")


class ClusterError(SasacCrawlerError):
    """The cluster cannot be worked with. Remedy: start a scheduler, then run again: nothing is lost."""

    exit_code = ExitCode.PARTIAL


class QueryError(UsageError):
    """A query cannot be answered. Remedy: the message says why."""


class UnknownQuestionError(UsageError):
    """No named question is called so. Remedy: ``sasac query --list``; the message names the closest."""

    def __init__(self, name: str, closest: str | None) -> None:
        self.name = name
        self.closest = closest
        hint = f"did you mean {closest!r}?" if closest else "`sasac query --list` shows them."
        super().__init__(f"no question is called {name!r}, and it is no SELECT; {hint}")


class NotAnArticleError(ExtractionError):
    """A page that was taken for an article is none. Remedy: look at the capture."""

    def __init__(self, url: str, reason: str, *, is_empty: bool = False) -> None:
        self.url = url
        self.reason = reason
        self.is_empty = is_empty
        super().__init__(f"{url} is not an article: {reason}")


class ChallengeError(ExtractionError):
    """A page is a challenge or block page. Remedy: none from here; the site is left alone."""

    def __init__(self, url: str, marker: str) -> None:
        self.url = url
        self.marker = marker
        super().__init__(f"{url} answered with a challenge page ({marker})")


class BlockedAddressError(SasacCrawlerError):
    """A request was refused before it was sent.

    Remedy: none if a page led there; if the site really moved, add the host to its profile.
    """

    def __init__(self, host: str, target: str) -> None:
        self.host = host
        self.target = target
        super().__init__(f"{host} leads to {target}, which is not a public address of the site")


class UnknownArticleError(UsageError):
    """No article has this id. Remedy: ``sasac search`` prints ids."""

    def __init__(self, article_id: str) -> None:
        self.article_id = article_id
        super().__init__(f"the archive has no article {article_id!r}; `sasac search` prints ids")


class TargetExistsError(UsageError):
    """Something is where an export should go. Remedy: another --out, or what the message says."""

    def __init__(self, path: str, remedy: str) -> None:
        self.path = path
        super().__init__(f"{path} is there already; {remedy}")


class UnwritableTargetError(SasacCrawlerError):
    """A file cannot be written. Remedy: the message says what the system said; choose another place."""

    exit_code = ExitCode.STORE_UNAVAILABLE

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} cannot be written: {reason}")


class MissingPackageError(UsageError):
    """A package that only some users need is not installed. Remedy: the command in the message."""

    def __init__(self, what: str, package: str, install: str) -> None:
        self.package = package
        super().__init__(f"{what} needs {package}: pip install {install}")


class UnknownVersionError(UsageError):
    """An article was never in this state. Remedy: the message names the versions there are."""

    def __init__(self, article_id: str, version: str, known: tuple[str, ...]) -> None:
        self.article_id = article_id
        self.version = version
        self.known = known
        super().__init__(f"{article_id} has no version {version!r}; it has {', '.join(known)}")


class NoChannelsError(UsageError):
    """No list of a site is known. Remedy: find its lists and add them to the profile."""

    def __init__(self, slug: str, homepage: str | None) -> None:
        self.slug = slug
        self.homepage = homepage
        place = f"; its front page is {homepage}" if homepage else ""
        super().__init__(f"no list of {slug} is known yet, so there is nothing to crawl{place}")


class SiteDisabledError(UsageError):
    """A site is known but not crawled. Remedy: the profile says why."""

    def __init__(self, slug: str, reason: str) -> None:
        self.slug = slug
        self.reason = reason
        super().__init__(f"{slug} is disabled: {reason}")


class RobotsUnreachableError(SasacCrawlerError):
    """A host's robots.txt cannot be had, so nothing is asked of the host for now.

    Remedy: none from here; the next run tries again.
    """

    def __init__(self, host: str, reason: str) -> None:
        self.host = host
        self.reason = reason
        super().__init__(f"robots.txt of {host} cannot be had ({reason}); the host is held")


class TruncatedBodyError(ExtractionError):
    """A body was cut on the way. Remedy: none from here; it is asked again."""

    def __init__(self, url: str, encoding: str) -> None:
        self.url = url
        super().__init__(f"the {encoding} body of {url} ends in the middle")


class CompressionBombError(ExtractionError):
    """A body is small on the way and huge when unpacked. Remedy: none; it is left out."""

    def __init__(self, url: str, size: int) -> None:
        self.url = url
        self.size = size
        super().__init__(f"the {size} bytes of {url} unpack to an absurd size")


_ROOM = 512 << 20
"""Free bytes from which on it is not the bytes that are lacking."""


class NoSpaceError(SasacCrawlerError):
    """The disk is (almost) full. Remedy: free space; the crawl goes on where it stopped."""

    exit_code = ExitCode.NO_SPACE

    def __init__(self, folder: str, free: int) -> None:
        self.folder = folder
        self.free = free
        what = (
            f"only {free >> 20} MB are free under {folder}"
            if free < _ROOM
            else f"there is no room for another file under {folder}: its inodes or a quota are used up"
        )
        super().__init__(f"{what}; free some and run again")
