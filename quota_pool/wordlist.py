"""Every string of the interface that wants words: read from the code itself, with no tool but Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

MARKS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
OPERATIONS = ("list", "retrieve")
QUOTED = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(ngettext|gettext|_)\({QUOTED}(?:\s*,\s*{QUOTED})?")

Message = tuple[str, str]  # (msgid, plural or "")


def messages(root: Path) -> dict[Message, str]:
    """Each message with the first place it stands in, as path:line, in apps and templates."""
    found: dict[Message, str] = {}
    for app in ("quota_pool", "staffing", "budgets", "oversight"):
        for path in sorted((root / app).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            told = in_operations(source) if "api" in path.parts else ()
            for message, line in (*in_python(source), *told):
                found.setdefault(message, f"{path.relative_to(root)}:{line}")
    for path in sorted((root / "templates").rglob("*.html")):
        for message in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, str(path.relative_to(root)))
    return found


def in_python(source: str) -> Iterator[tuple[Message, int]]:
    """Messages of one module, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        places = node.args[: MARKS.get(name, 0)]
        texts = [one.value for one in places if isinstance(one, ast.Constant)]
        if texts and all(isinstance(text, str) for text in texts) and texts[0]:
            yield (texts[0], texts[1] if len(texts) > 1 else ""), node.lineno


def in_operations(source: str) -> Iterator[tuple[Message, int]]:
    """What the operations of the API say of themselves: the guide prints the first line of each."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            marks = {getattr(getattr(one, "func", one), "id", "") for one in node.decorator_list}
            if node.name in OPERATIONS or marks & {"act", "write", "action"}:
                yield (text.split("\n")[0], ""), node.lineno


def in_template(source: str) -> Iterator[Message]:
    """Messages of one template."""
    for _mark, one, many in IN_TEMPLATE.findall(templatize(source)):
        if text := ast.literal_eval(one):
            yield text, ast.literal_eval(many) if many else ""
