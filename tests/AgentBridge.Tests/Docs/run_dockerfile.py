"""Runs the instructions of envs/Dockerfile one by one in overlays of this machine's file system, as its two images, and then the container's command.

An image has a runtime where this machine has a whole SDK; everything else is as a build makes it: the files that are copied, the user, the working
directory, the entry point and the health check. To be run as root in a mount namespace of its own: unshare --mount python3 run_dockerfile.py.
"""

import fnmatch
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path


class Image:
    """A root file system that starts as this machine's and keeps what is written to itself."""

    def __init__(self, place: Path) -> None:
        self.root = place / "root"
        self.directory = "/"
        self.user = "root"
        for name in ("root", "upper", "work"):
            (place / name).mkdir(parents=True)
        options = f"lowerdir=/,upperdir={place / 'upper'},workdir={place / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, str(self.root)], check=True)
        for name in ("proc", "dev", "sys"):
            subprocess.run(["mount", "--rbind", f"/{name}", str(self.root / name)], check=True)

    def path(self, inside: str) -> Path:
        return self.root / os.path.normpath(os.path.join(self.directory, inside)).lstrip("/")

    def command(self, words: list[str]) -> list[str]:
        inner = f"cd {shlex.quote(self.directory)} && exec {shlex.join(words)}"
        as_user = [] if self.user == "root" else ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        return ["chroot", str(self.root), "env", f"HOME={self.directory if as_user else '/root'}", *as_user, "/bin/sh", "-c", inner]


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    lines = [line for line in dockerfile.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def ignored(patterns: list[str]):
    """What .dockerignore excludes below a copied folder."""
    names = [pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")]
    return lambda _, found: [name for name in found if any(fnmatch.fnmatch(name, pattern) for pattern in names)]


def copy(sources: list[Path], target: Path, is_folder: bool, ignore) -> None:
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignore)
        else:
            goal = target / source.name if is_folder else target
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, goal)


def build(checkout: Path, dockerfile: Path, place: Path) -> tuple[Image, dict[str, list[str]]]:
    """The last image, and its words of ENTRYPOINT, CMD and HEALTHCHECK."""
    ignore = ignored(Path(f"{dockerfile}.dockerignore").read_text(encoding="utf-8").splitlines())
    images: dict[str, Image] = {}
    words: dict[str, list[str]] = {}
    image = None
    for word, rest in instructions(dockerfile):
        print(f"{word} {rest}", flush=True)
        if word == "FROM":
            name = rest.split(" AS ")[1] if " AS " in rest else "last"
            image = images[name] = Image(place / name)
            words = {}
        elif word == "WORKDIR":
            image.directory = rest
            image.path(".").mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            options = [part for part in rest.split() if part.startswith("--")]
            *sources, target = [part for part in rest.split() if not part.startswith("--")]
            origin = images[options[0].removeprefix("--from=")].path if options else lambda inside: checkout / inside
            copy([origin(source) for source in sources], image.path(target), target.endswith("/"), None if options else ignore)
        elif word == "RUN":
            subprocess.run(image.command(["/bin/sh", "-c", rest]), check=True)
        elif word == "USER":
            image.user = rest
        elif word in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
            words[word] = json.loads(rest[rest.index("["):])
        elif word not in ("VOLUME", "EXPOSE", "STOPSIGNAL"):
            raise SystemExit(f"{word}: this instruction is not known here")
    return image, words


def main(checkout: Path, place: Path, exchange: str) -> None:
    # What an overlay writes must not lie in what is below it.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], check=True)
    image, words = build(checkout, checkout / "envs" / "Dockerfile", place)
    # A channel of files, because no Redis runs here; the exchange is a simulated one.
    environment = {**os.environ, "TRANSPORT": "file", "PAIRS": "BTC/USDT", "TIMEFRAME": "5m", "STRATEGY_TIMEOUT_MS": "60000"}
    agent = subprocess.Popen(image.command([*words["ENTRYPOINT"], *words["CMD"], "--exchange", exchange]), env=environment)
    try:
        for _ in range(120):
            time.sleep(1)
            if agent.poll() is not None:
                raise SystemExit(f"the agent ended with {agent.returncode}")
            health = subprocess.run(image.command(words["HEALTHCHECK"]), capture_output=True, text=True, check=False)
            if health.returncode == 0:
                break
        print(health.stdout + health.stderr)
        owner = image.path("decision_logs").stat().st_uid
    finally:
        if agent.poll() is None:
            agent.send_signal(signal.SIGTERM)
    print(f"healthy {health.returncode}, ended {agent.wait(60)}, files of uid {owner}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
