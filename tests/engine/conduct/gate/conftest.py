"""Puts the made-up histories within reach of the tests beside them."""

import sys
from pathlib import Path

# Tests are imported each by its own path, so their neighbours have to be put within reach.
sys.path.insert(0, str(Path(__file__).parent))
