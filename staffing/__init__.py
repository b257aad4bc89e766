"""How many heads, and who sits in them: quota grants, people, engagements, filings, contracts."""
