"""Tables of the floor of money; the ledger that counts the fen is the ground floor's."""

__all__ = []
