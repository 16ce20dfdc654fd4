"""What holds in every test, in every kernel and in every server a test starts."""

import atexit
import importlib
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import nbval.kernel
import numpy as np
import pytest
from hypothesis import settings
from jupyter_client.manager import KernelManager

TESTS = Path(__file__).parent / "tests"
OFFLINE = TESTS / "offline"
# pytest keeps its folders where they are; all other files of a test and its children go at the end.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
OWN = Path(tempfile.mkdtemp(prefix="course-", dir=os.environ["PYTEST_DEBUG_TEMPROOT"]))
OWN.chmod(0o711)  # a student's process, as another user, passes through
atexit.register(shutil.rmtree, OWN, ignore_errors=True)
tempfile.tempdir = os.environ["TMPDIR"] = str(OWN)
STORE = OWN / "my_course.json"
ROOM = "bwrap --ro-bind / / --unshare-net --unshare-pid true 2>/dev/null"

os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH", "")])
)
# Stored pictures are drawn in this time zone: a summer time moves a date by part of a pixel.
os.environ |= {"COURSE_STORE": str(STORE), "PYDEVD_DISABLE_FILE_VALIDATION": "1", "TZ": "UTC"}

# How long an example takes is the machine's; the same examples at every run fail by no chance.
settings.register_profile("calm", deadline=None, derandomize=True)
settings.load_profile("calm")

collect_ignore = ["tests/light"]  # what breaks imports on purpose is for child processes only


def over_files(**traits):
    """Kernels of nbval on sockets of files: on TCP each warns that nothing is encrypted."""
    return KernelManager(transport="ipc", ip=f"{tempfile.mkdtemp()}/kernel", **traits)


if sys.platform != "win32":
    nbval.kernel.KernelManager = over_files

runpy.run_path(str(OFFLINE / "sitecustomize.py"))


def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that all workers end together."""
    items.sort(key=lambda item: item.path.parent.name not in ("browser", "classroom"))


def pytest_runtest_setup(item):
    """Each notebook, test and example starts with no saved work, as a newcomer does."""
    if not getattr(item, "cell_num", None):
        STORE.unlink(missing_ok=True)
    if item.path.name == "grade.ipynb" and os.system(ROOM):
        pytest.skip("bubblewrap is not here, or may not be used")


@pytest.fixture
def printed():
    """Runs code in a Python of its own; gives what it printed."""

    def run(code):
        child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert child.returncode == 0, child.stderr
        return child.stdout.strip()

    return run


class Calls(pytest.File):
    """A table of a room: by module, a call and what it gives, or words of its refusal."""

    def collect(self):
        room = self.path.parent.relative_to(TESTS).parts
        for module, calls in tomllib.loads(self.path.read_text(encoding="utf-8")).items():
            inside = ".".join(["course_lib", *room, module]).removesuffix(".__init__")
            for call, told in calls.items():
                item = TABLES[self.path.name].from_parent(self, name=f"{module}.{call}")
                item.module, item.call, item.told = inside, call, told
                yield item


class Gives(pytest.Item):
    def made(self):
        return eval(self.call, {**vars(importlib.import_module(self.module)), "np": np})

    def runtest(self):
        values = self.told if isinstance(self.told, list) else [self.told]
        exact = str in map(type, values)
        told = self.told if exact else pytest.approx(self.told, rel=1e-9, abs=6e-7)
        assert self.made() == told


class Refused(Gives):
    def runtest(self):
        from course_lib.errors import CourseError

        with pytest.raises(CourseError, match=self.told):
            self.made()


TABLES = {"gives.toml": Gives, "refused.toml": Refused}


def pytest_collect_file(file_path, parent):
    if file_path.name in TABLES:
        return Calls.from_parent(parent, path=file_path)
    return None
