"""Template words for numbers, days and the small drawings of them."""

from django import template

from quota_pool import figures, marks

register = template.Library()

register.filter("money", figures.money)
register.filter("wan", figures.wan)
register.filter("number", figures.number)
register.filter("day", figures.day)
register.filter("paper_day", figures.paper_day)
register.filter("short_day", figures.short_day)
register.filter("weekday", figures.weekday)
register.filter("weekday_mark", figures.weekday_mark)
register.filter("moment", figures.moment)
register.filter("cell", figures.cell)
register.simple_tag(figures.percent, name="percent")
register.simple_tag(marks.badge, name="badge")
register.simple_tag(marks.share_bar, name="share_bar")
register.simple_tag(marks.columns, name="columns")


@register.simple_tag
def head_bar(heads=None, **counts):
    """Draw a position, given as one object or as its counts."""
    return marks.head_bar(marks.Heads(**counts) if heads is None else heads)


@register.simple_tag
def deadline(left, due=None, near=marks.NEAR_DAYS, working=False):
    """Say how many days are left, in word, icon and colour."""
    return marks.deadline(left, due, near=near, working=working)
