"""The pseudo edition: every sentence of the library in ^brackets~, so that what stands outside of
them could not be translated. It is made as a translator makes one, of files beside the files.
"""

import io
import json
import re
import shutil
import tomllib
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
CODE = "fr"  # no key is a number, an amount or a day as English writes it
# Kept: what the platform, an app or Python writes, names on a rate card, marks of the guide.
NAMES = "cards|chart|embed|errors|exports|guide|markets|messages|shapes|still|users"
KEPT = re.compile(rf"{NAMES}|rate.*")
KEPT_KEYS = {"details", "error", "example", "facts", "ids", "parents"}
# Two words with a space between, one of them not a name's.
SENTENCE = re.compile(r"[^\W\d_][\w'’]+\W* [a-z]|\b[a-z][\w'’]+\W* [^\W\d_]")


def bracketed(value):
    """Every sentence within `value` in brackets."""
    if isinstance(value, dict):
        return {key: each if key in KEPT_KEYS else bracketed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [bracketed(each) for each in value]
    return f"^{value}~" if isinstance(value, str) and SENTENCE.search(value) else value


def translated(text, ending):
    """The text of a TOML or CSV file with its sentences in brackets."""
    if ending == ".csv":
        rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).to_dict("records")
        return pd.DataFrame(bracketed(rows)).to_csv(index=False)
    tables = bracketed(tomllib.loads(text))
    return "\n".join(f'"{key}" = {inline(value)}' for key, value in tables.items())


def inline(value):
    """A value as TOML has it, in one line: JSON but for its signs, days, and what has no end."""
    told = json.dumps(value, separators=(", ", " = "), default="day {}".format, ensure_ascii=False)
    return re.sub(r'"day (\S+)"', r"\1", told).replace(" = Infinity", " = inf")


def edition(folder):
    """A copy of the library in `folder`, beside the course's notebooks, with this edition."""
    copy = shutil.copytree(ROOT / "course_lib", folder / "course_lib")
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    for path in [*copy.rglob("*.toml"), *copy.rglob("*.csv")]:
        if not KEPT.fullmatch(path.stem):
            made = translated(path.read_text(encoding="utf-8"), path.suffix)
            own = path.with_name(f"{path.stem}.{CODE}{path.suffix}")
            own.write_text(made, encoding="utf-8")
    return folder
