"""The house's own source, parsed, for the rules that are read off it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("quota_pool", "staffing", "budgets", "oversight")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One Python file of the house."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """The path as people say it, from the project's root."""
        return str(self.path.relative_to(ROOT))

    @property
    def dotted(self) -> list[str]:
        parts = list(self.path.relative_to(ROOT).with_suffix("").parts)
        return parts[:-1] if parts[-1] == "__init__" else parts

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{node.lineno}"

    def find(self, *kinds) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Each import with the full dotted name it reaches."""
        package = self.dotted if self.path.stem == "__init__" else self.dotted[:-1]
        for node in self.find(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
                continue
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)


def modules(*folders: str) -> list[Module]:
    """Every file of these folders but migrations, which machines write."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Module(path) for path in found if "migrations" not in path.parts]


def house() -> list[Module]:
    """The product."""
    return modules(*FLOORS)


def tests() -> list[Module]:
    """What proves it."""
    return modules("tests")


def spelled(node: ast.AST) -> str:
    """A name with its dots, as written; empty for what is no plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = spelled(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    if isinstance(node, ast.Call):
        return spelled(node.func)
    return ""
