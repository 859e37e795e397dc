"""Tables on a terminal: what does not fit goes on in the next line; Chinese has no spaces to break at."""

import pty
import subprocess
import sys
from os import close, environ, fdopen


def test_nothing_is_cut_on_a_narrow_terminal() -> None:
    text = "关于规范示例企业并购后整合工作的意见" * 3
    program = (
        f"from sasac_crawler.cli.options import print_table; print_table(('id', 'title'), [('1', '{text}')])"
    )
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", program],
        stdout=theirs,
        check=True,
        timeout=60,
        env=environ | {"COLUMNS": "40", "NO_COLOR": "1"},
    )
    close(theirs)
    with fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(8192).decode()
    assert "…" not in shown
    assert text in "".join(line.split("│")[2].strip() for line in shown.splitlines() if line.count("│") == 3)
