"""``python -m tests.faults``: prints one JSON line with the ports, then serves."""

import sys

from tests.faults.server import main

if __name__ == "__main__":
    sys.exit(main())
