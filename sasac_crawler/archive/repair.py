"""``sasac verify --repair``: what a crash leaves behind is put in order; nothing is deleted.

What the next crawl would do by itself (close ``.open`` files, take leases back), and manifests and CDXJ
indexes that are missing. Damage inside a closed WARC is not repaired: no tool here knows the lost bytes.
"""

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.repair_files import repair_indexes, repair_manifests
from sasac_crawler.archive.sealing import Sealing, seal_open_files
from sasac_crawler.errors import StoreError
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.schema_version import refuse_newer
from sasac_crawler.store.transaction import transaction


def repair_archive(folder: ArchiveFolder) -> list[str]:
    """Put in order what a dead run left, and return one sentence for everything that was done.

    Raises:
        ArchiveLockedError: a run is writing to the archive.
        StoreError: there is no archive, or it cannot be written to.
    """
    if not folder.database.is_file():
        message = f"there is no archive at {folder.root}; `sasac reindex` makes one from WARC files"
        raise StoreError(message)
    with ArchiveLock(folder):
        db = open_writer(folder.database)
        try:
            refuse_newer(db)
            done = [_sealed(one) for one in seal_open_files(folder, db.conn)]
            with transaction(db.conn):
                leases = Frontier(db.conn).release()
            done += [f"{leases} leases of dead runs were taken back."] if leases else []
            done += repair_manifests(folder, CaptureRows(db.conn))
            done += repair_indexes(folder)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            db.conn.close()
    return done


def _sealed(one: Sealing) -> str:
    if not one.kept:
        return f"{one.name} held no whole record; its {one.cut} bytes are in quarantine/."
    cut = f"; {one.cut} torn bytes are in quarantine/" if one.cut else ""
    return f"{one.name} was closed with {one.kept} bytes{cut}."
