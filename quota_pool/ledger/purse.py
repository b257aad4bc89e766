"""The fen of one act: what is given, cut, held, released, drawn, carried and returned (ledger.md section 2).

A `Purse` collects the movements of one act on locked books and knows after each what is left, so that a pay
run of a thousand lines sees its own first line. `purse.post(kind=…, actor=…, key=…)` writes them as an act,
`purse.write(act)` into one that has begun. Fen carry no day profile: every movement is of today.

Money of actual heads (`follows_heads`) comes from the district's appropriation when it is held, and goes
back there when it is released.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from quota_pool.models import Account, Act, Book, Hold, Measure

from .books import Books, FundBooks
from .holding import INSERT_HOLD, LedgerFault
from .posting import Move, begin, move


@dataclass
class Purse:
    """The movements of fen of one act, each seeing what those before it have left."""

    books: Books
    moves: list[Move] = field(default_factory=list)
    _balances: dict[int, int] = field(default_factory=dict)
    _left: dict[tuple[str, int], int] = field(default_factory=dict)
    _fresh: dict[int, Hold] = field(default_factory=dict)

    # --- what there is ------------------------------------------------------------------------------------

    @property
    def appropriation(self) -> Account:
        """What the district has been given and has not handed on."""
        return self.books.district_account(Book.APPROPRIATION, Measure.FEN)

    def balance(self, account: Account) -> int:
        """What stands in an account after the moves so far."""
        return self._balances.get(account.pk, account.balance)

    def free(self, fund: FundBooks) -> int:
        """What may still be set aside in a fund: nothing as long as it owes."""
        if fund.fund.follows_heads:
            return self.balance(self.appropriation)
        return max(0, self.balance(fund[Book.FREE]) - self.balance(fund[Book.RECALLED]))

    def left(self, hold: Hold) -> int:
        """What a hold has left after the moves so far."""
        return self._left.get(_key(hold), hold.left)

    def fresh_holds(self) -> dict[tuple[int, int], Hold]:
        """Holds that this act makes, by (engagement, fund): nobody finds them in the database yet."""
        return {
            (hold.subject_id, hold.fund_id): hold
            for hold in self._fresh.values()
            if hold.pk is None and hold.subject_id is not None
        }

    def fund_of(self, hold: Hold) -> FundBooks:
        return self.books.funds[hold.fund_id]

    # --- the district's money -----------------------------------------------------------------------------

    def appropriate(self, fen: int) -> None:
        """APPROPRIATE: money comes to the district; a negative amount goes back."""
        outside = self.books.district_account(Book.OUTSIDE, Measure.FEN)
        self._either_way(outside, self.appropriation, fen)

    def fund(self, fund: FundBooks, fen: int) -> None:
        """FUND: out of the appropriation into a fund."""
        self._move(self.appropriation, fund[Book.FREE], fen)

    def cut(self, fund: FundBooks, fen: int) -> None:
        """CUT: free money first, then what is held becomes owed (its holds keep what they have left)."""
        free = min(fen, self.balance(fund[Book.FREE]))
        self._move(fund[Book.FREE], self.appropriation, free)
        self._move(fund[Book.COMMITTED], fund[Book.RECALLED], fen - free)

    def give_back(self, fund: FundBooks, fen: int) -> None:
        """RETURN: free money of a fund goes back to the district."""
        self._move(fund[Book.FREE], self.appropriation, fen)

    def carry(self, source: FundBooks, target: FundBooks, fen: int) -> None:
        """CARRY: free money of one fund becomes free money of another."""
        self._move(source[Book.FREE], target[Book.FREE], fen)

    # --- what is set aside --------------------------------------------------------------------------------

    def hold(self, hold: Hold, fen: int) -> None:
        """HOLD: set money aside; what is not there is refused when the act is posted."""
        fund = self.fund_of(hold)
        if fund.fund.follows_heads:
            self._move(self.appropriation, fund[Book.FREE], fen)
        self._move(fund[Book.FREE], fund[Book.COMMITTED], fen, hold)

    def hold_what_fits(self, hold: Hold, fen: int) -> int:
        """HOLD as much as is free; the rest stands as short on the hold and is given back."""
        fitting = min(fen, self.free(self.fund_of(hold)))
        self.hold(hold, fitting)
        self._be_short(hold, hold.short + fen - fitting)
        return fen - fitting

    def release(self, hold: Hold, fen: int) -> None:
        """RELEASE: what is no longer needed is free again; what the hold is short of is forgotten first."""
        forgotten = min(fen, hold.short)
        self._be_short(hold, hold.short - forgotten)
        fund, freed = self.fund_of(hold), min(fen - forgotten, self.left(hold))
        self._move(fund[Book.COMMITTED], fund[Book.FREE], freed, hold)
        if fund.fund.follows_heads:
            self._move(fund[Book.FREE], self.appropriation, freed)

    def set_to(self, hold: Hold, fen: int) -> int:
        """Make a hold stand for this much, as far as the money reaches; what is short is given back."""
        wanted = fen - self.left(hold) - hold.short
        if wanted > 0:
            return self.hold_what_fits(hold, wanted)
        self.release(hold, -wanted)
        return 0

    def top_up(self, fund: FundBooks) -> None:
        """Let money that has come free cover what holds are short of, the oldest first."""
        if not self.free(fund):
            return
        for hold in Hold.objects.filter(fund=fund.fund, short__gt=0).order_by("id"):
            covered = min(hold.short, self.free(fund))
            if not covered:
                break
            self.hold(hold, covered)
            self._be_short(hold, hold.short - covered)

    # --- what is spent ------------------------------------------------------------------------------------

    def draw(self, hold: Hold, fen: int) -> bool:
        """DRAW: pay out of a hold, topped up from free money first; False when there is not enough.

        What a cut has taken from under the hold is paid as overspent.
        """
        missing, fund = fen - self.left(hold), self.fund_of(hold)
        if missing > 0:
            if self.free(fund) < missing:
                return False
            self.hold(hold, missing)
            self._be_short(hold, max(0, hold.short - missing))
        committed = min(fen, self.balance(fund[Book.COMMITTED]))
        self._move(fund[Book.COMMITTED], fund[Book.SPENT], committed, hold)
        self._move(fund[Book.RECALLED], fund[Book.OVERSPENT], fen - committed, hold)
        return True

    def spend(self, fund: FundBooks, fen: int) -> bool:
        """Pay for what nobody held money for: through a hold that is empty again at once."""
        if self.free(fund) < fen:
            return False
        return self.draw(new_hold(self.books, fund), fen)

    def unfunded(self, fund: FundBooks, fen: int) -> None:
        """UNFUNDED: what was paid although there was no money; a fact, shown as overspent."""
        outside = self.books.district_account(Book.OUTSIDE, Measure.FEN)
        self._move(outside, fund[Book.OVERSPENT], fen)

    # --- how it is written --------------------------------------------------------------------------------

    def post(self, *, moves: Iterable[Move] = (), **what) -> Act:
        """Write one act with these moves and the purse's own; `what`: see `ledger.begin`."""
        act = begin(self.books, **what)
        self.write(act, moves)
        return act

    def write(self, act: Act, moves: Iterable[Move] = ()) -> None:
        """Move what the purse has collected, and further moves, in an act that has begun."""
        together = [*moves, *self.moves]
        if together:
            move(self.books, act, together)
        # A hold for which nothing was free has moved nothing and stands all the same.
        for hold in self._fresh.values():
            if hold.pk is None and hold.short:
                INSERT_HOLD(hold)

    def _move(self, source: Account, target: Account, fen: int, hold: Hold | None = None) -> None:
        if fen < 0:
            raise LedgerFault(f"a movement of {fen} fen")
        if not fen:
            return
        self.moves.append(Move(source, target, fen, self.books.today, None, hold))
        self._balances[source.pk] = self.balance(source) - fen
        self._balances[target.pk] = self.balance(target) + fen
        if hold is not None:
            change = (target.book == Book.COMMITTED) - (source.book in (Book.COMMITTED, Book.RECALLED))
            self._left[_key(hold)] = self.left(hold) + change * fen
            if hold.pk is None:
                self._fresh[id(hold)] = hold

    def _either_way(self, source: Account, target: Account, fen: int) -> None:
        self._move(*((source, target) if fen > 0 else (target, source)), abs(fen))

    def _be_short(self, hold: Hold, fen: int) -> None:
        if hold.short == fen:
            return
        hold.short = fen
        if hold.pk is None:
            self._fresh[id(hold)] = hold
        else:
            Hold.objects.filter(pk=hold.pk).update(short=fen)


def _key(hold: Hold) -> tuple[str, int]:
    """One hold, however often it was read; one that is not written yet by the object itself."""
    return ("row", hold.pk) if hold.pk is not None else ("new", id(hold))


def new_hold(books: Books, fund: FundBooks, subject_id: int | None = None, note: str = "") -> Hold:
    """A hold for the cost of one engagement, written with the first movement that names it."""
    return Hold(
        district_id=books.district_id,
        unit_id=fund.fund.unit_id,
        fund=fund.fund,
        purpose=Hold.Purpose.COST,
        subject_id=subject_id,
        note=note,
        created_at=books.moment,
    )


def cost_holds(subjects, books: Books) -> dict[tuple[int, int], Hold]:
    """What open funds hold for these engagements, by (engagement, fund)."""
    rows = Hold.objects.filter(subject_id__in=list(subjects), fund__in=list(books.funds))
    return {(hold.subject_id, hold.fund_id): hold for hold in rows.order_by("id")}
