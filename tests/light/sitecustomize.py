"""A Python as in a browser: nothing draws pictures, `resource` is missing, and so is a network."""

import runpy
import sys
from pathlib import Path

for name in ("vl_convert", "PIL", "resource"):
    sys.modules[name] = None  # type: ignore[assignment]
runpy.run_path(str(Path(__file__).parents[1] / "offline" / "sitecustomize.py"))
