"""A build backend (PEP 517) for one package of plain Python files: it writes the wheel itself and needs no other package."""

from __future__ import annotations

import base64
import hashlib
import re
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "agent_bridge"
VERSION = re.search(r'__version__ = "([^"]+)"', (ROOT / NAME / "__init__.py").read_text(encoding="utf-8")).group(1)
INFO = f"{NAME}-{VERSION}.dist-info"
# Freqtrade brings pandas; naming it here would send pip to an index for a package that is there.
METADATA = f"""Metadata-Version: 2.1
Name: agent-bridge
Version: {VERSION}
Summary: Carries trading signals of AgentBridge into Freqtrade
License: MIT
Requires-Python: >=3.9
"""
WHEEL = "Wheel-Version: 1.0\nGenerator: agent_bridge\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


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
    files[f"{INFO}/METADATA"] = METADATA.encode()
    files[f"{INFO}/WHEEL"] = WHEEL.encode()
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n".encode()
    name = f"{NAME}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            # A fixed date: equal sources give equal wheels.
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
    return name


def build_sdist(sdist_directory: str, config_settings: dict | None = None) -> str:
    base = f"{NAME}-{VERSION}"
    with tarfile.open(Path(sdist_directory) / f"{base}.tar.gz", "w:gz") as archive:
        for path in [*_sources(), ROOT / "pyproject.toml", ROOT / "README.md", Path(__file__)]:
            archive.add(path, f"{base}/{path.relative_to(ROOT).as_posix()}")
    return f"{base}.tar.gz"


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
