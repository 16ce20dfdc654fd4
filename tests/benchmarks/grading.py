"""What grading costs besides the students' own code, beside nbgrader 0.9.6 in the same run.

By hand: python tests/benchmarks/grading.py. A class hands in the solution of one assignment; both
graders run it, one notebook after the other. A student's own time, what the cells take in a plain
Python, is taken off both: for nbgrader with the course, for ours with the library as it is staged,
which has no exercises to load. Only the ratio has a gate: it hardly moves with the machine. Exits
with 1 above the gate.

nbgrader starts a kernel for each student and writes several versions to a database. The grader here
starts a bare Python in a room, forks it for each call, and loads nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import nbformat

from course_lib.classroom import grading, hub, release, sandbox
from course_lib.classroom.release import places
from course_lib.exercises import assignments

NAME, STUDENTS = "secrets", 12
AIM, GATE = 0.25, 0.5
AUTOGRADE = """
import json, sys, time
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
name, students = sys.argv[1], sys.argv[2:]
began = time.perf_counter()
failed = [s for s in students if not api.autograde(name, s)["success"]]
print(json.dumps([time.perf_counter() - began, failed]))
"""
GENERATE = """
import sys
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
assert api.generate_assignment(sys.argv[1])["success"]
"""
OWN = """
import json, sys, time
if sys.argv[2:]:
    import worker
    sys.meta_path.insert(0, worker.NoExercises())
    worker.Quiet.given.update(json.load(open(sys.argv[2])))
began = time.perf_counter()
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1])):
    exec(cell, names)
print(time.perf_counter() - began)
"""


def run(code, *arguments, cwd, path=None):
    command = [sys.executable, *(["-S"] if path else []), "-c", code, *arguments]
    env = {**os.environ, "PYTHONPATH": path} if path else None
    child = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=True)
    return child.stdout.strip().splitlines()[-1] if child.stdout.strip() else ""


def nbgrader(folder, names):
    """Seconds for each submission, and the solution as nbgrader has it."""
    release.write(hub.course_folder(release.Choice((NAME,))), folder)
    run(GENERATE, NAME, cwd=folder)
    made = nbformat.read(folder / f"release/{NAME}/{NAME}.ipynb", as_version=4)
    work = assignments.load(NAME)
    for key, place in places(made, work).items():
        if key in work.tasks:
            place.answer.source = hub.solution(work.tasks[key].exercise)
    for student in names:
        path = folder / f"submitted/{student}/{NAME}/{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(made, path)
    seconds, failed = json.loads(run(AUTOGRADE, NAME, *names, cwd=folder))
    assert not failed, failed
    return seconds / len(names), made


def ours(folder, made, names):
    for student in names:
        (folder / student).mkdir(parents=True)
        nbformat.write(made, folder / student / "homework.ipynb")
    with mock.patch.object(grading, "_AT_ONCE", 1):
        began = time.perf_counter()
        class_ = grading.grade(folder, NAME)
        seconds = time.perf_counter() - began
    assert {paper.points for paper in class_.papers} == {class_.assignment.points}
    print(class_.notes[0])
    return seconds / len(names)


def own(folder, made):
    """Seconds of the cells themselves: with the course, and with the library as it is staged."""
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    (folder / "cells.json").write_text(json.dumps(code))
    (folder / "stage").mkdir()
    box = sandbox.Sandbox(sandbox.stage(folder / "stage"), room=False)
    staged = box.environment(str(folder))["PYTHONPATH"]
    (folder / "given.json").write_text(json.dumps(dict(assignments.load(NAME).given)))
    ways = [(["cells.json"], None), (["cells.json", "given.json"], staged)]
    return [
        min(float(run(OWN, *files, cwd=folder, path=path)) for _ in range(5))
        for files, path in ways
    ]


def main():
    names = [f"student{number}" for number in range(STUDENTS)]
    with tempfile.TemporaryDirectory() as folder:
        theirs, made = nbgrader(Path(folder) / "course", names)
        mine = ours(Path(folder) / "class", made, names)
        with_course, staged = own(Path(folder), made)
    ratio = (mine - staged) / (theirs - with_course)
    print(f"{STUDENTS} submissions of {NAME}; the cells alone {with_course:.2f}, {staged:.2f} s")
    print(f"nbgrader {theirs:.2f} s each, ours {mine:.2f} s each")
    print(f"besides the student's own: {ratio:.2f} (aim {AIM}, gate {GATE})")
    return int(ratio > GATE)


if __name__ == "__main__":
    sys.exit(main())
