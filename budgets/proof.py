"""What `manage.py verify` proves of money beyond the ledger's own invariants."""
