"""Both READMEs name what there is: every setting, command, account and dependency, and nothing else."""

import re

import pytest

from staffing.demo.district import ACCOUNTS
from tests import source
from tests.source import ROOT

READMES = ("README.md", "README.zh-CN.md")
ASKED = re.compile(r"env\.(?:text|flag|number|words)\(\"([A-Z_]+)\"")


def told(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def direct_needs() -> list[str]:
    """The packages above the line that pins what those need."""
    lines = (ROOT / "requirements.txt").read_text().partition("# What those need")[0].splitlines()
    return [re.split(r"[=\[;]", line)[0] for line in lines if "==" in line]


@pytest.mark.parametrize("name", READMES)
def test_every_setting_of_the_environment_stands_there(name):
    asked = {found for module in source.house() for found in ASKED.findall(module.text)}
    assert len(asked) > 10
    assert not {one for one in asked if f"`{one}`" not in told(name)}


@pytest.mark.parametrize("name", READMES)
def test_every_direct_dependency_has_its_reason(name):
    assert not [one for one in direct_needs() if not re.search(rf"\b{re.escape(one)}\b", told(name))]


@pytest.mark.parametrize("name", READMES)
def test_commands_and_files_it_names_exist(name):
    targets = (ROOT / "Makefile").read_text()
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert not [one for one in re.findall(r"`make ([a-z-]+)", told(name)) if one not in targets]
    assert not set(re.findall(r"manage\.py ([a-z_]+)", told(name))) - commands - {"migrate"}
    linked = re.findall(r"\]\(([^)]+)\)", told(name)) + re.findall(
        r"`((?:tests|static)/\S+\.\w+)`", told(name)
    )
    assert not [one for one in linked if not (ROOT / one).exists()]


@pytest.mark.parametrize("name", READMES)
def test_every_demonstration_account_is_on_the_tour(name):
    assert not [username for username, *_more in ACCOUNTS if f"`{username}`" not in told(name)]


def test_both_languages_show_the_same_code():
    """What stands in backticks is neither Chinese nor English, so both have the same."""
    spoken = re.compile(r"`([^`\n]*)`")
    first, second = ({one for one in spoken.findall(told(name)) if one.isascii()} for name in READMES)
    only = {one for one in first ^ second if "<" not in one and "://" not in one}
    assert not only
