"""What is done with money: one module a noun, permission first, then lock, decide, write, audit."""
