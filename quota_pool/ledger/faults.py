"""Faults of the system: the books and the database do not say the same."""

from collections.abc import Iterable

from quota_pool.models import Account


class LedgerFault(Exception):
    """The books and the database disagree: a fault of the system, never of the user.

    `accounts`: those that disagree, whose books are halted; none where the fault is in the program.
    """

    def __init__(self, words: str, accounts: Iterable[Account] = ()):
        self.accounts = tuple(accounts)
        super().__init__(words)


def differing(accounts: list[Account]) -> list[Account]:
    """Those whose balance in the database is another one than in the books."""
    rows = Account.objects.filter(pk__in=[account.pk for account in accounts])
    stands = dict(rows.values_list("pk", "balance"))
    return [account for account in accounts if stands.get(account.pk) != account.balance] or accounts
