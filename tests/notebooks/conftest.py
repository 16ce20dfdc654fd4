"""For the tests of the lessons: `reading`, in the workers too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
