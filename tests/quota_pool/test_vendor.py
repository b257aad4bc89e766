"""What the browser loads is what its authors published, and nothing is fetched from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = Path(__file__).parents[2] / "templates"
LISTED = json.loads((VENDOR / "VERSIONS.json").read_text())["files"]
KEPT_BESIDE = {"LICENSE", "NOTICE", "VERSIONS.json"}


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_published_one_with_its_licence(entry):
    found = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
    assert found == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).stat().st_size > 300
    assert entry["change"] or found == entry["upstream_sha256"], "a changed file must say what was changed"


def test_nothing_stands_beside_the_list():
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    unlisted = {name for name in files if Path(name).name not in KEPT_BESIDE} - {e["file"] for e in LISTED}
    assert not unlisted, f"add to VERSIONS.json: {unlisted}"


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.*")), ids=lambda path: path.name)
def test_our_own_files_name_no_other_host(path):
    hosts = set(re.findall(r"https?://[^\s\"')>]+", path.read_text())) - {"http://www.w3.org/2000/svg"}
    assert not hosts


def test_every_template_is_used():
    sources = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    root = TEMPLATES.parent
    for floor in ("quota_pool", "staffing", "budgets"):
        sources |= {path: path.read_text() for path in (root / floor).rglob("*.py")}
    by_convention = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    by_allauth = {f"account/{name}.html" for name in ("login", "logout", "password_change", "reauthenticate")}
    unused = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        said = any(name in text for other, text in sources.items() if other != path)
        if not said and name not in by_convention | by_allauth:
            unused.append(name)
    assert not unused, f"no template or view names these: {unused}"
