"""The rules of the house, kept by machine: floors, forms, words, and what never stands in the source."""

import ast
import os
import re
import statistics
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.management import call_command

from quota_pool.models import ScopedModel
from tests import source
from tests.source import FLOORS, FUNCTIONS, ROOT

LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION, DEEPEST = 400, 60, 10, 3
VAGUE = {"core", "common", "utils", "helpers", "managers", "misc"}
WRITES = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create", "delete"}
TRANSLATIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
CLOCKS = {
    "date.today",
    "datetime.today",
    "datetime.now",
    "datetime.utcnow",
    "timezone.now",
    "timezone.localdate",
}
MODEL_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}
EXCUSES = {"skip", "skipif", "xfail", "importorskip", "skipTest", "SkipTest", "skipUnless", "skipIf"}


def every(*, of=source.house, kinds):
    """Each node of these kinds in these modules."""
    return [(module, node) for module in of() for node in module.find(*kinds)]


def none(wrong: list[str]):
    """Fail with every place that breaks the rule."""
    assert not wrong, "\n".join(["", *wrong])


# --- floors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down(floor):
    above = FLOORS[FLOORS.index(floor) + 1 :]
    wrong = [
        f"{module.at(node)} imports {name}: name the floor above as a string instead"
        for module in source.modules(floor)
        for node, name in module.imports()
        if name.split(".")[0] in above
    ]
    none(wrong)


def test_the_house_imports_nothing_from_its_tests():
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in source.house()
        for node, name in module.imports()
        if name.split(".")[0] in ("tests", "bench")
    ]
    none(wrong)


def test_views_and_api_are_siblings():
    """Both call the same service, filter and columns; neither knows the other."""
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in source.house()
        for node, name in module.imports()
        for one, other in (("views", "api"), ("api", "views"))
        if module.dotted[1:2] == [one] and name.startswith(f"{module.dotted[0]}.{other}")
    ]
    none(wrong)


# --- the ledger ------------------------------------------------------------------------------------------

BOOKS = {"Account", "Entry", "Act"}
LEDGER_SQL = re.compile(
    r"(insert\s+into|update|delete\s+from|copy)\s+\"?quota_pool_(account|entry|act)\b", re.IGNORECASE
)


def outside_the_ledger():
    return [module for module in source.house() if module.dotted[:2] != ["quota_pool", "ledger"]]


def books_known_to(module) -> set[str]:
    """The ledger's tables this module has imported by name."""
    reached = {tuple(name.rsplit(".", 1)) for _node, name in module.imports() if "." in name}
    return {name for base, name in reached if name in BOOKS and base.startswith("quota_pool.models")}


@pytest.mark.requirement("R-002", "R-020")
def test_only_the_ledger_writes_balances_and_entries():
    wrong = []
    for module in outside_the_ledger():
        books = books_known_to(module)
        for call in module.find(ast.Call):
            words = source.spelled(call.func).split(".")
            if words[0] in books and (len(words) == 1 or words[-1] in WRITES):
                wrong.append(f"{module.at(call)} writes {words[0]}: call quota_pool.ledger instead")
    none(wrong)


@pytest.mark.requirement("R-002", "R-020")
def test_no_statement_outside_the_ledger_writes_its_tables():
    wrong = [
        f"{module.at(node)}: {found.group()}"
        for module in outside_the_ledger()
        if module.name != "quota_pool/append_only.py"
        for node in module.find(ast.Constant)
        if isinstance(node.value, str) and (found := LEDGER_SQL.search(node.value))
    ]
    none(wrong)


# Rows that a page or address reads otherwise than through `visible_to`, and why nobody sees too much by it.
SEEN_OTHERWISE = {
    "quota_pool/api/authentication.py: ApiToken": "the key itself says who asks",
    "staffing/views/engagements/entry.py: Person": "of an engagement that is in sight",
    "staffing/api/people.py: Person": "numbers of people whose rows were in sight",
    "budgets/api/snapshots.py: Snapshot": "months of locked ones that were in sight",
    "staffing/api/reservations.py: Hold": "numbers of rows that were in sight",
    "staffing/api/transfers.py: Unit": "the other streets of one's own district, to offer somebody to",
    "budgets/api/task_transfers.py: Unit": "departments and streets of one's own district, to hand a task on",
}


def scoped_reads():
    """(module, call, model) of each look-up of a scoped model in pages and REST that is not `visible_to`."""
    scoped = {model.__name__: model for model in apps.get_models() if issubclass(model, ScopedModel)}
    for module, call in every(kinds=(ast.Call,)):
        words = source.spelled(call.func).split(".")
        is_read = len(words) == 3 and words[1] == "objects" and words[0] in scoped
        if is_read and {"views", "api"} & set(module.dotted) and words[2] != "visible_to":
            yield module, call, scoped[words[0]]


def hangs_on_a_row(call: ast.Call, model) -> bool:
    """Whether the look-up names a row that the rows belong to, which was in sight itself."""
    parents = {field.name for field in model._meta.fields if field.many_to_one or field.one_to_one}
    named = {(keyword.arg or "").removesuffix("_id") for keyword in call.keywords}
    return bool(named & (parents - {"district", "person"}))


@pytest.mark.requirement("R-070")
def test_pages_and_rest_read_rows_only_through_what_is_in_sight():
    unseen = {
        f"{module.name}: {model.__name__}"
        for module, call, model in scoped_reads()
        if not hangs_on_a_row(call, model)
    }
    none(sorted(f"{place}: read it through visible_to" for place in unseen - SEEN_OTHERWISE.keys()))
    assert SEEN_OTHERWISE.keys() <= unseen, "an exception nobody needs any more"


def test_no_act_hides_in_a_signal():
    wrong = [
        f"{module.at(node)} listens to {name}: write the service instead"
        for module in source.house()
        for node, name in module.imports()
        if name.rsplit(".", 1)[-1] in MODEL_SIGNALS
    ]
    none(wrong)


def test_the_day_comes_from_the_calendar():
    wrong = [
        f"{module.at(call)} asks {source.spelled(call.func)}: use quota_pool.calendar"
        for module, call in every(kinds=(ast.Call,))
        if module.name != "quota_pool/calendar.py"
        and ".".join(source.spelled(call.func).split(".")[-2:]) in CLOCKS
    ]
    none(wrong)


# --- form ------------------------------------------------------------------------------------------------


def test_files_stay_short():
    lengths = {module.name: module.text.count("\n") for module in [*source.house(), *source.tests()]}
    none(
        [
            f"{name} has {lines} lines: make it a package"
            for name, lines in lengths.items()
            if lines > LONGEST_FILE
        ]
    )


def test_functions_stay_short():
    lengths = {
        f"{module.at(node)} {node.name}": node.end_lineno - node.lineno + 1
        for module, node in every(kinds=FUNCTIONS)
    }
    none([f"{name} has {lines} lines" for name, lines in lengths.items() if lines > LONGEST_FUNCTION])
    assert statistics.median(lengths.values()) <= USUAL_FUNCTION


BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


def depth(node, inside=0) -> int:
    """How deep the blocks of a function lie in each other; an elif is no deeper than its if."""
    deepest = inside
    for name, value in ast.iter_fields(node):
        is_elif = name == "orelse" and isinstance(node, ast.If) and len(value) == 1
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, FUNCTIONS):
                continue
            step = isinstance(child, BLOCKS) and not (is_elif and isinstance(child, ast.If))
            deepest = max(deepest, depth(child, inside + step))
    return deepest


def test_blocks_lie_flat():
    wrong = [
        f"{module.at(node)} {node.name}" for module, node in every(kinds=FUNCTIONS) if depth(node) > DEEPEST
    ]
    none(wrong)


def test_modules_and_classes_say_what_they_are_for():
    wrong = [
        module.name for module in source.house() if module.text.strip() and not ast.get_docstring(module.tree)
    ]
    wrong += [
        f"{module.at(node)} {node.name}"
        for module in source.house()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node)
    ]
    none(wrong)


def test_services_say_what_they_do():
    wrong = [
        f"{module.at(node)} {node.name}"
        for module in source.house()
        if "services" in module.dotted
        for node in module.tree.body
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    none(wrong)


def test_no_module_has_a_name_that_says_nothing():
    wrong = [module.name for module in source.house() if VAGUE & set(module.dotted)]
    none(wrong)


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    wrong = [
        f"{module.name}:{number}"
        for module in [*source.house(), *source.tests()]
        if module.name != "tests/test_house_rules.py"
        for number, line in enumerate(module.text.splitlines(), 1)
        if later.search(line)
    ]
    none(wrong)


# --- words -----------------------------------------------------------------------------------------------


def test_words_to_translate_are_plain_strings():
    wrong = [
        f"{module.at(call)}: put named placeholders inside and the values after the call"
        for module, call in every(kinds=(ast.Call,))
        if source.spelled(call.func) in TRANSLATIONS
        for argument in call.args[:2]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and source.spelled(argument.func).endswith(".format"))
    ]
    none(wrong)


def test_templates_hold_no_inline_script_or_style():
    """The policy of the browser would drop them without a word."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=\""
    )
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group().strip()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (found := inline.search(path.read_text()))
    ]
    none(wrong)


def test_nothing_is_fetched_from_other_hosts():
    outside = re.compile(r"(src|href)=\"(https?:)?//")
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (found := outside.search(path.read_text()))
    ]
    none(wrong)


# --- the rules have teeth ----------------------------------------------------------------------------------


def test_a_planted_fault_would_be_seen():
    nested = "def f():\n if a:\n  for b in c:\n   with d:\n    while e:\n     pass\n"
    chain = "def f():\n if a:\n  pass\n elif b:\n  pass\n elif c:\n  pass\n elif d:\n  pass\n"
    assert depth(ast.parse(nested).body[0]) == 4
    assert depth(ast.parse(chain).body[0]) == 1
    assert LEDGER_SQL.search('UPDATE "quota_pool_account" SET balance = 0')
    assert LEDGER_SQL.search("insert into quota_pool_entry (act) values (1)")
    assert not LEDGER_SQL.search("SELECT balance FROM quota_pool_account")


# --- proof -----------------------------------------------------------------------------------------------


def test_no_test_is_skipped():
    wrong = [
        f"{module.at(node)} {source.spelled(node)}"
        for module, node in every(of=source.tests, kinds=(ast.Attribute,))
        if node.attr in EXCUSES and source.spelled(node).split(".")[0] in ("pytest", "unittest", "self")
    ]
    none(wrong)


def test_every_package_is_pinned():
    wrong = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
        if line and not line.startswith(("#", "-r ")) and "==" not in line
    ]
    none(wrong)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def outside_the_demonstration(*command: str) -> subprocess.CompletedProcess:
    """Run a management command as a real installation would."""
    real = {"DEMO": "0", "ALLOWED_HOSTS": "quota.example.gov.cn", "TRUSTED_PROXIES": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **real},
        capture_output=True,
        text=True,
    )


def test_a_real_installation_passes_the_deployment_checks():
    ran = outside_the_demonstration("check", "--deploy", "--fail-level", "WARNING")
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
