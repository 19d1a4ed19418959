"""Programs that free long chains, each in a process of its own, on the main stack or a small one.

A program finds `chain`, which links n objects by turns; `small_stack`, which calls a function in a
thread with a stack of 256 KB; and `everywhere`, which calls it there and on the main stack.
"""

import subprocess
import sys
import textwrap

COMMON = """
import threading

def chain(n, *links):
    head = None
    while n > 0:
        for link in links:
            head = link(head)
        n -= len(links)
    return head

def small_stack(function):
    threading.stack_size(256 * 1024)
    failed = []
    def run():
        try:
            function()
        except BaseException as error:
            failed.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]

def everywhere(function):
    function()
    small_stack(function)
"""


def run(prelude, program, timeout=250):
    """Run a program, which must end well, in a process of its own; give what it prints."""
    source = COMMON + prelude + textwrap.dedent(program)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", source],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
