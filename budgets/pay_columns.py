"""The columns of a pay sheet (6.10) with their words, for list, workbook and official paper alike."""

from budgets.models import PayLine
from budgets.pay import DEDUCTIONS, EMPLOYER, PAID

WORDS = {field.attname: field.verbose_name for field in PayLine._meta.concrete_fields}
# In the order of the real sheet: what is paid, gross, what is kept back, net, what the employer adds, total.
AMOUNTS = (*PAID, "gross", *DEDUCTIONS, "net", *EMPLOYER, "total")
SHOWN = ("basic", "performance", "gross", "net", "total")


def amounts() -> list[tuple[str, str, bool]]:
    """(column, its words, whether a list shows it at first)."""
    return [(f"{name}_fen", WORDS[f"{name}_fen"], name in SHOWN) for name in AMOUNTS]
