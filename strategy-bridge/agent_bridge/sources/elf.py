"""Checks the header of a library before it is mapped: a truncated library would end the process."""

from __future__ import annotations

import platform
import struct
from pathlib import Path

_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SEGMENT = struct.Struct("<IIQQQQQQ")
_SHARED = 3
_LOAD = 1
_MACHINES = {62: ("x86_64", "amd64"), 183: ("aarch64", "arm64")}


def problem_of(path: Path) -> str:
    """Why the file can't be loaded into this process as a library; empty if it can. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(_HEADER.size)
        if not head.startswith(b"\x7fELF"):
            return "it is not an ELF library"
        if len(head) < _HEADER.size:
            return f"it is truncated after {size} bytes"
        ident, kind, machine, _, _, segments, sections, _, _, *sizes = _HEADER.unpack(head)
        segment_size, segment_count, section_size, section_count, _ = sizes
        ours = platform.machine().lower()
        if ident[5] != 1 or ours not in _MACHINES.get(machine, ()):
            return f"it is built for {_MACHINES.get(machine, (f'machine {machine}',))[0]}, and this is {ours}"
        if ident[4] != struct.calcsize("P") // 4:
            return f"it is built for {32 * ident[4]} bits, and this Python has {8 * struct.calcsize('P')}"
        if kind != _SHARED or segment_size != _SEGMENT.size:
            return "it is not a shared library"
        file.seek(segments)
        table = file.read(segment_size * segment_count)
        ends = [sections + section_size * section_count, segments + segment_size * segment_count]
        if len(table) == segment_size * segment_count:
            ends += [offset + length for kind, _, offset, _, _, length, _, _ in _SEGMENT.iter_unpack(table) if kind == _LOAD]
        return f"it is truncated: {size} of {max(ends)} bytes exist" if max(ends) > size else ""
