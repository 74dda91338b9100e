"""Reads a file with a line of a gigabyte, and prints the result and by how many bytes its memory grew."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from agent_bridge.book import SignalBook
from agent_bridge.sources.file_source import FileSource
from agent_bridge.sources.history import HistoryError, load_history

kind, place = sys.argv[1], Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found: object = None
if kind == "channel":
    source, book = FileSource(str(place)), SignalBook()
    reads = 0
    while reads == 0 or source.is_behind:
        book.offer(source.read())
        reads += 1
    found = [signal.decision_id for signal in book.signals()]
else:
    try:
        load_history(str(place))
    except HistoryError as error:
        found = str(error)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"found": found, "grown_mb": grown / 1024}))
