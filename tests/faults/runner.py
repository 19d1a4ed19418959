"""How the allocation tests run: faults.c is compiled, and each program is a process of its own."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: Functions of CPython below which some versions crash, stop at an assertion of their own, or raise
#: no MemoryError, when memory runs out, whether or not recordclass is there; and what shows it
#: without recordclass.  Where it shows, no request below the function fails in a sweep.
OWN_FAULTS = {
    "PyObject_GetIter": "[i for i in {1: 2}.items()]",
    "PyCell_New": "closure(1)",
    "PyFunction_NewWithQualName": "[(lambda: 1), tuple(n for n in (1, 2))]",
    "PyDict_SetDefaultRef": "[d.setdefault(i, i) for d in [{}] for i in 'abcdefghijklmnopqrst']",
}

#: The same for leaks, where leaks are counted: 3.11 and 3.12 lose a class whose mro() fails; a
#: tuple that cannot grow loses its items.
OWN_LEAKS = {
    "PySequence_List": "Meta('X', (object,), {})",
    "_PyTuple_Resize": "tuple(map(float, range(30)))",
}


class Faults:
    """Compiles the library; runs programs that begin with sweeping.py."""

    def __init__(self, folder):
        self.library = folder / "faults.so"
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        self.usable = compiler is not None and sys.platform.startswith("linux")
        if self.usable:
            include = sysconfig.get_paths()["include"]
            command = [compiler, "-O1", "-shared", "-fPIC", f"-I{include}", "-o", self.library]
            subprocess.run([*command, HERE / "faults.c"], check=True, timeout=120)

    def start(self, program, **environment):
        text = f"import sys\nsys.path.insert(0, {str(HERE)!r})\n" + textwrap.dedent(program)
        return subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", text],
            env=os.environ | {"RECORDCLASS_FAULTS": str(self.library), **environment},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    @functools.cached_property
    def environment(self):
        """Which functions of this interpreter are spared, by a trial of each."""
        crashes = [name for name, what in OWN_FAULTS.items() if self.bare(what) is None]
        leaks = [name for name, what in OWN_LEAKS.items() if self.bare(what) != 0]
        return {"RECORDCLASS_SPARED": " ".join(crashes), "RECORDCLASS_LEAKS": " ".join(leaks)}

    def bare(self, what):
        """Sweep an expression without recordclass: None for a fault, else what is lost."""
        program = f"""
        import abc, ctypes, gc, os, sys
        faults = ctypes.PyDLL(os.environ["RECORDCLASS_FAULTS"])
        faults.faults_arm.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_int]
        faults.faults_arm.restype = None
        faults.faults_start(ctypes.cast(faults.faults_start, ctypes.c_void_p))
        class Meta(type):
            pass
        class Abstract(abc.ABC):
            @abc.abstractmethod
            def method(self): ...
        def closure(a):
            return [i for i in (1, 2) if any(i == a for j in (1, 2))], lambda: a
        def refused(cls):
            try:
                return cls()
            except TypeError:
                pass
        def operation():
            return {what}
        def sweep():
            for n in list(range(40)) * 30:
                try:
                    faults.faults_arm(n, n + 1, 1)
                    operation()
                    faults.faults_disarm()
                except MemoryError:
                    faults.faults_disarm()
            gc.collect()
            return sys.getallocatedblocks()
        sweep()
        before = sweep()
        print(max(0, sweep() - before) // 30)
        """
        # a crash is no report of the sanitizers: it is what is asked here
        done = self.start(program, ASAN_OPTIONS="detect_leaks=0:handle_segv=0:handle_abort=0")
        died = done.returncode < 0 or "\nSystemError: " in done.stderr
        died = died or "AddressSanitizer" in done.stderr
        return None if died else int(done.stdout)

    def run(self, program):
        program = "from sweeping import *\n" + textwrap.dedent(program) + "\nfinish()\n"
        done = self.start(program, **self.environment)
        last = done.stdout.splitlines()[-1:]
        assert (done.returncode, done.stderr) == (0, ""), f"at {last}: {done.stderr[-1500:]}"
        return int(last[0].split()[0])
