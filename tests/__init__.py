"""Sentences about the business, run on both databases."""
