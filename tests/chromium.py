"""Find the browser for the journeys, and letters for it: else installed with apt where that is allowed."""

import os
import shutil
import subprocess
import sys

FONT = "fonts-wqy-microhei"  # without Chinese letters a page is measured in empty boxes
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = (
    "No Chromium on the PATH, and it cannot be installed from here: "
    "run `apt-get install chromium` as root, or put a chromium on the PATH."
)


def find() -> str | None:
    """The path of the first browser found, if any."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def knows_chinese() -> bool:
    """Whether the machine has any Chinese font."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def install(*packages: str) -> None:
    """Install Debian's packages; an error shows in the next look."""
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *words], check=False, **quiet)


def find_or_install() -> str:
    """The browser's path; a missing one ends the run with the words that say what to install."""
    missing = [name for name, there in (("chromium", find()), (FONT, knows_chinese())) if not there]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(missing)} with apt ...", file=sys.stderr)
        install(*missing)
    path = find()
    if path is None:
        sys.exit(MISSING)
    return path


if __name__ == "__main__":
    print(find_or_install())
