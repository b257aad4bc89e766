"""Official papers (报表): each declared once as columns and rows, then shown, printed, kept, proven.

Modules: `declaring` (what a paper is, and the one registry of all), `content` (what stands on one issued
sheet, as a file), `sheet` (the same drawn for the page), `keeping` (issued, kept as printed, fetched again,
proven). Nothing here knows a word of the domain: the floors declare their papers.
"""

from .declaring import REGISTRY, Ask, Cell, Heading, Paper, PaperColumn, of_record, register

__all__ = ["REGISTRY", "Ask", "Cell", "Heading", "Paper", "PaperColumn", "of_record", "register"]
