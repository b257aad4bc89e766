"""What a bulk act was sent: the rows that were ticked, or all that match the list's own conditions."""

from django.http import Http404, QueryDict

from . import conditions
from .conditions import BadQuery
from .view import ListPage


def selected(page_class: type[ListPage], request, **kwargs):
    """The rows a bulk act was sent: the ticked ones, or all that match the list's own conditions."""
    page = page_class()
    page.setup(request, **kwargs)
    if request.POST.get("scope") != "all":
        ticked = request.POST.getlist("pk")
        if not all(pk.isascii() and pk.isdigit() and len(pk) < 19 for pk in ticked):
            raise Http404
        return page.get_queryset().filter(pk__in=ticked)
    query = QueryDict(request.POST.get("query", ""))
    filterset = page.make_filterset(query)
    faults = conditions.check_names(query, filterset) + conditions.check_values(filterset)
    if faults:
        raise BadQuery(faults)
    return page.get_queryset() if filterset is None else filterset.qs
