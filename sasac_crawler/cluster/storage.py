"""Shared storage of bundles: any place fsspec can reach, a folder or an object store.

``SLUG/objects/<sha256>`` holds the parts, each under the digest of its bytes and written once;
``SLUG/bundles/<digest>.txt`` a manifest; ``SLUG/latest`` the digest of the last good one, written last. Whoever
dies on the way leaves the bundle that was there before.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import fsspec
from fsspec.implementations.local import LocalFileSystem

from sasac_crawler.archive.bundle import MANIFEST, Parts, manifest_digest, manifest_text, read_parts
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.manifest import file_sha256
from sasac_crawler.errors import BundleError, ConfigurationError

# A digest. example: 64 times "a" · counter-example: "latest"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class BundleStore:
    """Bundles of sites under one URL."""

    def __init__(self, url: str) -> None:
        """Take a URL.

        Args:
            url: of a folder: ``/mnt/shared``, ``file:///mnt/shared``, ``s3://bucket/prefix``. What a kind of
                store needs besides comes from the environment (``AWS_ENDPOINT_URL`` and the like).

        Raises:
            ConfigurationError: fsspec knows no such kind, or what reaches it is not installed.
        """
        self.url = url
        try:
            fs, root = fsspec.url_to_fs(url)
        except (ImportError, ValueError) as error:
            message = f"the storage {url} cannot be used: {error}"
            raise ConfigurationError(message) from error
        self._fs: Any = fs
        self._root = str(root).rstrip("/")

    def latest(self, slug: str) -> str | None:
        """Return the digest of a site's last good bundle, or ``None``."""
        text = self._read(f"{slug}/latest")
        if text is None:
            return None
        if not _DIGEST.fullmatch(text):
            name = f"{self.url}/{slug}"
            raise BundleError(name, "its pointer is damaged")
        return text

    def parts(self, slug: str, digest: str) -> Parts:
        """Return what a bundle holds.

        Raises:
            BundleError: the manifest is not there, or not the one the digest stands for.
        """
        name = f"{self.url}/{slug}"
        text = self._read(f"{slug}/bundles/{digest}.txt")
        if text is None:
            raise BundleError(name, f"its manifest {digest} is missing")
        parts = read_parts(text, name=name)
        if manifest_digest(parts) != digest:
            raise BundleError(name, "its manifest is not the one its pointer names")
        return parts

    def fetch(
        self,
        slug: str,
        parts: Parts,
        place: Path,
        *,
        is_wanted: Callable[[str], bool] = lambda _: True,
        is_here: Callable[[str, str], Path | None] = lambda _part, _digest: None,
    ) -> None:
        """Bring parts of a bundle into a folder, checked byte by byte, with their manifest.

        Args:
            slug: the site.
            parts: the bundle.
            place: an empty folder.
            is_wanted: which parts, by path.
            is_here: where a part with a digest lies on this disk already; it is linked then.

        Raises:
            BundleError: a part is missing or is not what the manifest says.
        """
        name = f"{self.url}/{slug}"
        for part, digest in sorted(parts.items()):
            if not is_wanted(part):
                continue
            path = place / part
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            present = is_here(part, digest)
            if present is not None:
                os.link(present, path)
                continue
            try:
                self._fs.get_file(f"{self._root}/{slug}/objects/{digest}", str(path))
            except FileNotFoundError:
                raise BundleError(name, f"{part} is missing") from None
            if file_sha256(path) != digest:
                raise BundleError(name, f"{part} is not what its manifest says")
        (place / MANIFEST).write_text(manifest_text(parts), "ascii")

    def put(self, slug: str, folder: Path, parts: Parts) -> str:
        """Store a bundle and make it the site's last good one; return its digest.

        Args:
            slug: the site.
            folder: where the parts lie; those that are stored already need not be there.
            parts: the whole bundle.
        """
        for part, digest in sorted(parts.items()):
            target = f"{self._root}/{slug}/objects/{digest}"
            if not self._fs.exists(target):
                self._put_file(folder / part, target)
        text = manifest_text(parts)
        digest = hashlib.sha256(text.encode("ascii")).hexdigest()
        self._write(f"{slug}/bundles/{digest}.txt", text)
        self._write(f"{slug}/latest", digest)
        return digest

    def _put_file(self, source: Path, target: str) -> None:
        """Store a file whole or not at all: object stores do so themselves."""
        if not isinstance(self._fs, LocalFileSystem):
            self._fs.put_file(str(source), target)
            return
        draft = Path(f"{target}.{uuid.uuid4().hex}.part")
        draft.parent.mkdir(parents=True, exist_ok=True)
        self._fs.put_file(str(source), str(draft))
        sync_path(draft)
        draft.replace(target)

    def _write(self, name: str, text: str) -> None:
        target = f"{self._root}/{name}"
        if not isinstance(self._fs, LocalFileSystem):
            self._fs.pipe_file(target, text.encode("ascii"))
            return
        draft = Path(f"{target}.{uuid.uuid4().hex}.part")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "ascii")
        draft.replace(target)

    def _read(self, name: str) -> str | None:
        # What another machine wrote a moment ago must be seen.
        self._fs.invalidate_cache()
        try:
            content: bytes = self._fs.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return content.decode("ascii", "replace")
