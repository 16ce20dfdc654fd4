"""The house stands: one environment, one direction, one address, short files, clean style."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, requires
from itertools import pairwise
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from reading import NOTEBOOKS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TOP_LEVEL = {
    *("README.md", "LICENSE", "requirements.txt", "pyproject.toml", ".gitignore"),
    *("notebooks", "course_lib", "tests", "binder", ".ci", ".github"),
    "conftest.py",  # or pytest would not prepare notebooks and examples as it does tests
}
EXTRAS = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
LOCKS = {
    "requirements.txt": PROJECT["dependencies"],
    "tests/requirements.txt": PROJECT["dependencies"] + EXTRAS,
}
HOMES = ("", "course_lib", "tests/notebooks")  # what a path in a text may begin below
HEAVY = {"pandas", "altair", "cryptography", "ipywidgets", "numpy", "babel"}
LIGHT = {  # what is imported at once
    "import course_lib": HEAVY,
    "import course_lib.relay": HEAVY - {"babel"} | {"course_lib.encryption"},
    "from course_lib import facts; facts.cite('U6'); facts.claims()": {"pandas"},
}


def run(command):
    """Runs a tool of this Python's environment on the course."""
    tool, *arguments = command.split()
    path = Path(sys.executable).with_name(tool)
    child = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 0, child.stdout + child.stderr
    return child.stdout + child.stderr


def tracked():
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    child = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in child.stdout.splitlines() if (ROOT / line).exists()]


def pins(name):
    return {line.partition(" ;")[0] for line in read(name).splitlines() if "==" in line}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_what_is_wanted_and_says_what_pulls_each_line_in(name):
    lines = read(name).splitlines()
    assert [line for line in lines if line.startswith("-e .")], "the course itself"
    for line, after in pairwise(lines):
        assert "==" not in line or after.strip().startswith("# via"), line
    pinned = list(map(Requirement, pins(name)))
    for wanted in map(Requirement, LOCKS[name]):
        found = [pin for pin in pinned if pin.name.lower() == wanted.name.lower()]
        assert found, f"{wanted.name} is not in the lock"
        assert all(one.version in wanted.specifier for pin in found for one in pin.specifier), found


def test_the_tests_run_with_what_a_student_has():
    assert pins("requirements.txt") <= pins("tests/requirements.txt")


def test_each_dependency_says_who_needs_it():
    text = read("pyproject.toml").partition("[tool.")[0]
    for line in re.findall(r'^    "[A-Za-z0-9\[\]-]+[=<>].*$', text, flags=re.M):
        assert re.search(r",\s+# \w+", line), line


def test_what_is_imported_is_declared():
    """IPython and traitlets are what ipywidgets is made of; it says itself which it needs."""
    texts = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
    declared = {Requirement(each).name.lower() for each in texts}
    assert "ipywidgets" in declared
    declared |= {Requirement(each).name.lower() for each in requires("ipywidgets")}
    homes = packages_distributions()
    graph = grimp.build_graph("course_lib", include_external_packages=True, cache_dir=None)
    used = set(filter(graph.is_module_squashed, graph.modules)) - sys.stdlib_module_names
    assert {"numpy", "PIL", "vl_convert"} <= used
    undeclared = {name for name in used if not {d.lower() for d in homes[name]} & declared}
    assert not undeclared


def test_binder_is_the_same_environment():
    held = {path.name for path in (ROOT / "binder").iterdir()}
    assert held == {"requirements.txt", "runtime.txt"}
    assert read("binder/requirements.txt") == "-r ../requirements.txt\n"
    plan = run("repo2docker --no-build --debug --user-id 1000 --user-name a .")
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in plan
    assert re.search(r"python[-=]3\.12", plan)


def test_ci_runs_the_readme_command():
    commands = re.findall(r"^python -m pip .*$", read("README.md"), flags=re.M)
    assert len(commands) == 2
    assert commands[0].endswith("python -m jupyter lab notebooks/00_start_here.ipynb")
    assert commands[1] + ' "$@"' in read(".ci/run").splitlines()
    workflows = [path.read_text() for path in (ROOT / ".github/workflows").iterdir()]
    assert any("bash .ci/run" in text and "schedule:" in text for text in workflows)


def test_links_come_from_the_one_address():
    address = PROJECT["urls"]["Repository"]
    owner_and_name = address.removeprefix("https://github.com/")
    binder = f"https://mybinder.org/v2/gh/{owner_and_name}/HEAD?urlpath=lab/tree/notebooks/"
    readme = read("README.md")
    assert binder + "00_start_here.ipynb" in readme
    home = r'[\w.-]*(?:github\.(?:com|io)|mybinder\.org|research\.google\.com)/[^\s)"]+'
    for link in re.findall(home, readme + read("course_lib/lesson/data/page.toml")):
        assert owner_and_name in link.replace(".github.io/", "/"), link
    for path in tracked():
        if path.suffix in {".md", ".ipynb", ".toml"}:
            for link in re.findall(r"https://mybinder\.org/[^\s)]+", path.read_text("utf-8")):
                assert link.startswith(binder), f"{path.name}: {link}"


def test_a_wheel_holds_every_file_of_the_library(tmp_path):
    copy = shutil.copytree(ROOT / "course_lib", tmp_path / "copy" / "course_lib").parent
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    build = "from setuptools.build_meta import build_wheel; build_wheel('..')"
    subprocess.run([sys.executable, "-c", build], cwd=copy, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    library = [path for path in tracked() if (ROOT / "course_lib") in path.parents]
    assert len(library) > 200
    assert {path.relative_to(ROOT).as_posix() for path in library} <= held


def test_readme_table_matches_the_notebooks():
    for book in NOTEBOOKS:
        link = f"({book.path.relative_to(ROOT).as_posix()})"
        row = next(line for line in read("README.md").splitlines() if link in line)
        assert row.rstrip(" |").endswith(" + ".join(map(str, book.stated))), book.name


def test_the_map_of_the_house_is_true():
    page = read(".github/CONTRIBUTING.md")
    named = re.findall(r"`((?!\S*(?:NN|NAME))\w+(?:/\w+)+\.(?:py|toml))`", page)
    assert len(named) > 6
    lost = [name for name in named if not any((ROOT / home / name).exists() for home in HOMES)]
    assert not lost


def test_top_level_is_what_the_design_says():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL
    assert {".venv/", "venv/", "env/"} <= {*read(".gitignore").split()}, "often made in this folder"


@pytest.mark.parametrize("tool", ["ruff check .", "ruff format --check .", "mypy", "lint-imports"])
def test_style_types_and_layers(tool):
    run(tool)


@pytest.mark.parametrize("code", LIGHT)
def test_what_is_imported_is_light(printed, code):
    assert not LIGHT[code] & set(printed(f"import sys; {code}; print(*sys.modules)").split())


def test_altair_after_the_course_skips_the_slow_grammar(printed):
    code = "import course_lib, altair, sys; print(sys.modules['rfc3987_syntax'])"
    assert printed(code) == "None"


def test_no_path_of_one_machine():
    for path in tracked():
        if path.suffix not in {".png"} and path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(?:home|root|Users|work)/\w", text), path


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")
