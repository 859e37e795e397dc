"""``python -m sasac_crawler.samplesite [PORT]``: serve the sample sites until Ctrl-C."""

import sys
import threading
from contextlib import suppress

from sasac_crawler.errors import SasacCrawlerError
from sasac_crawler.samplesite.server import SampleServer


def main(arguments: list[str]) -> int:
    """Serve until interrupted, and return the exit code.

    Args:
        arguments: at most one, the port; without it a free one is taken.
    """
    port = arguments[0] if arguments else "0"
    if len(arguments) > 1 or not port.isdecimal():
        sys.stderr.write("usage: python -m sasac_crawler.samplesite [PORT]\n")
        return 2
    try:
        with SampleServer(int(port)) as server, suppress(KeyboardInterrupt):
            hosts = " and ".join(f"http://{host}/" for host in server.hosts)
            sys.stdout.write(f"{hosts} on 127.0.0.1:{server.port}; stop with Ctrl-C\n")
            sys.stdout.write("".join(f"  curl --connect-to {entry} …\n" for entry in server.resolve))
            sys.stdout.flush()
            threading.Event().wait()
    except SasacCrawlerError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
