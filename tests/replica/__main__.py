"""``python -m tests.replica SLUG``: serve a replica until Ctrl-C."""

import sys
import time

from tests.replica.registry import all_sites
from tests.replica.server import ReplicaServer


def main() -> None:
    """Serve the replicas named, or all."""
    wanted = sys.argv[1:]
    sites = [site for site in all_sites() if not wanted or site.slug in wanted]
    with ReplicaServer(sites) as server:
        for site in sites:
            sys.stdout.write(
                f"{site.slug}: {' '.join(f'--resolve {entry}' for entry in server.resolve(site))}\n"
            )
        sys.stdout.flush()
        try:
            time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
