"""Compile the words of the interface when they are newer than their compiled form."""

from pathlib import Path

import polib


def compile_stale(folders: list[Path]) -> list[Path]:
    """Write the .mo beside each .po that changed; needs no gettext tools on the machine."""
    written = []
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                written.append(target)
    return written
