"""A build backend (PEP 517) for one package of plain Python files: it writes the wheel itself and needs no other package.

With `--config-settings native=FOLDER` the wheel contains the published files of AgentBridge.Native: its assemblies, for machines with a
.NET runtime, or its library for Linux, which needs no .NET. Equal inputs give equal wheels; their date is SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import tarfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "agent_bridge"
VERSION = re.search(r'__version__ = "([^"]+)"', (ROOT / NAME / "__init__.py").read_text(encoding="utf-8")).group(1)
INFO = f"{NAME}-{VERSION}.dist-info"
# pandas comes with Freqtrade; naming it here would make pip query an index for an installed package.
METADATA = f"""Metadata-Version: 2.1
Name: agent-bridge
Version: {VERSION}
Summary: Carries trading signals of AgentBridge into Freqtrade
License: MIT
Requires-Python: >=3.9
"""
ANY = "py3-none-any"
# The oldest glibc required by a library linked with .NET's default settings.
LINUX = "py3-none-manylinux_2_34_x86_64"
LIBRARY = "AgentBridge.Native.so"
ASSEMBLY = "AgentBridge.Native.dll"
_NATIVE = (".dll", ".so", ".deps.json", ".runtimeconfig.json")
# The earliest date of a zip file: 1980-01-01.
_ZIP_EPOCH = 315532800


def _sources() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / NAME).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix in (".py", ".typed")
    ] + [ROOT / "AgentBridgeStrategy.py"]


def get_requires_for_build_wheel(config_settings: dict | None = None) -> list[str]:
    return []


def get_requires_for_build_sdist(config_settings: dict | None = None) -> list[str]:
    return []


def build_wheel(wheel_directory: str, config_settings: dict | None = None, metadata_directory: str | None = None) -> str:
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in _sources()}
    tag, native = _native(str((config_settings or {}).get("native") or ""))
    files |= native
    files[f"{INFO}/METADATA"] = METADATA.encode()
    files[f"{INFO}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: agent_bridge\nRoot-Is-Purelib: {str(tag == ANY).lower()}\nTag: {tag}\n".encode()
    )
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n".encode()
    name = f"{NAME}-{VERSION}-{tag}.whl"
    date = time.gmtime(max(_epoch(), _ZIP_EPOCH))[:6]
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, date)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return name


def _native(folder: str) -> tuple[str, dict[str, bytes]]:
    """The wheel's tag, and the files of the C# side."""
    if not folder:
        return ANY, {}
    found = {path.name: path for path in Path(folder).iterdir() if path.name.endswith(_NATIVE)}
    if LIBRARY in found:
        return LINUX, {f"{NAME}/native/{LIBRARY}": found[LIBRARY].read_bytes()}
    if ASSEMBLY in found:
        return ANY, {f"{NAME}/native/{name}": path.read_bytes() for name, path in sorted(found.items())}
    raise ValueError(f"native={folder}: it contains neither {LIBRARY} nor {ASSEMBLY}; publish AgentBridge.Native into it")


def build_sdist(sdist_directory: str, config_settings: dict | None = None) -> str:
    base = f"{NAME}-{VERSION}"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in [*_sources(), ROOT / "pyproject.toml", ROOT / "README.md", Path(__file__)]:
            archive.add(path, f"{base}/{path.relative_to(ROOT).as_posix()}", filter=_anonymous)
    (Path(sdist_directory) / f"{base}.tar.gz").write_bytes(gzip.compress(packed.getvalue(), mtime=_epoch()))
    return f"{base}.tar.gz"


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime, entry.mode = _epoch(), 0o644
    return entry


def _epoch() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or _ZIP_EPOCH)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
