"""Find the browser for the journeys: on the PATH, else installed with apt where that is allowed."""

import os
import shutil
import subprocess
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = (
    "No Chromium on the PATH, and it cannot be installed from here: "
    "run `apt-get install chromium` as root, or put a chromium on the PATH."
)


def find() -> str | None:
    """The path of the first browser found, if any."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's package; an error shows in the next look."""
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *words], check=False, **quiet)


def find_or_install() -> str:
    """The browser's path; a missing one ends the run with the words that say what to install."""
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium with apt ...", file=sys.stderr)
        install()
    path = find()
    if path is None:
        sys.exit(MISSING)
    return path


if __name__ == "__main__":
    print(find_or_install())
