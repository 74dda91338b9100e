"""Paths of the checkout for all tests."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

BRIDGE = Path(__file__).resolve().parents[1]
CORPUS = BRIDGE.parent / "schema" / "corpus"

for place in (str(BRIDGE), str(BRIDGE / "tests")):
    if place not in sys.path:
        sys.path.insert(0, place)

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir()) / "agent-bridge-hypothesis"))

from hypothesis import settings  # noqa: E402

# No database beside the sources, and no judgement of a busy machine's speed.
settings.register_profile("repository", database=None, deadline=None)
settings.load_profile("repository")
