"""The third floor: how much money there is, and what it buys."""
