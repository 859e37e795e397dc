"""What is done to an archive before a run may write: the newest schema, and in order what a crash left."""

import os

from sqlite_utils import Database

from sasac_crawler.archive.attachment_files import AttachmentFiles
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.sealing import files_of_dead_runs, seal_open_files
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.organizations import save_organizations
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction


def opened(folder: ArchiveFolder) -> tuple[Database, dict[str, int]]:
    """Return the database, and the WARC files of runs that died with how far the database knows them.

    Args:
        folder: the archive; the caller holds its lock.

    Raises:
        StoreError: it cannot be written to.
        SchemaTooNewError: a later release wrote it.
    """
    db = open_writer(folder.database)
    try:
        migrate(db)
        save_organizations(db)
        seal_open_files(folder, db.conn)
        sealed = files_of_dead_runs(folder, db.conn)
        AttachmentFiles(folder.attachments).discard_unfinished()
        with transaction(db.conn):
            # Under the lock, a lease of another run is a lease of a dead run.
            Frontier(db.conn).release()
            index_waiting(db.conn)
    except BaseException:
        db.conn.close()
        raise
    return db, sealed


def take(folder: ArchiveFolder) -> tuple[ArchiveLock, Database, dict[str, int]]:
    """Make a folder's archive ours alone: its lock, its database, and the WARC files of runs that died.

    Raises:
        ArchiveLockedError: another run writes to it.
        StoreError: it cannot be written to.
    """
    os.umask(0o027)
    folder.create()
    lock = ArchiveLock(folder)
    lock.acquire()
    try:
        return lock, *opened(folder)
    except BaseException:
        lock.release()
        raise
