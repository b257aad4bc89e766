"""The list page: the address is the view, the table is swapped alone, exports follow the same columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, exports, figures, navigation, saved_views, sessions
from quota_pool.sheets.downloads import download

from . import conditions, printing
from .columns import Column, markup
from .conditions import BadQuery, Wish
from .pages import of_keys, read_page
from .printing import Printing
from .shown import BulkAct, Header, Shown

CHUNK_ROWS = 2_000
KEPT = ("order", "columns", "density", "size")


class ListPage(LoginRequiredMixin, View):
    """A list with filter, order, pages, columns, exports and bulk acts, declared by a subclass.

    Rows are dictionaries of `values()` unless `as_objects` is set; look them up through `visible_to` only.
    """

    model: Any = None
    act: str | None = None
    title: Any = ""
    subtitle: Any = ""
    columns: Sequence[Column] = ()
    filterset_class: Any = None
    conditions_in_front: tuple[str, ...] = ()
    conditions_by_link: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    size = 50
    count_cap = 10_000  # counting and paging further than this costs more than it tells
    fields: tuple[str, ...] = ()
    as_objects = False
    bulk_acts: Sequence[BulkAct] = ()
    template_name = "list.html"
    table_template = "_table.html"
    whole = ""  # the query of every row, where a bare address opens on some of them
    purpose: Any = ""
    not_yours: Any = ""
    first_step: tuple[Any, str] | None = None
    export_name = "list"
    paper_key = ""  # the official paper that tells the same
    signed = False

    # --- what a subclass may say otherwise ---------------------------------------------------------------

    def get_queryset(self):
        """The rows this person may see, before any condition."""
        return self.model.objects.visible_to(self.request.user, self.act)

    def get_columns(self) -> Sequence[Column]:
        return self.columns

    def prepare(self, rows: list) -> list:
        """Complete one page of rows with what no join gives; one query for the page, never one a row."""
        return rows

    def totals(self, rows) -> dict[str, Any]:
        """Values for the foot of the table by column key; empty for no foot."""
        return {}

    def row_class(self, row) -> str:
        return ""

    def row_label(self, row) -> str:
        """Name a row for the screen reader at its tick box."""
        return str(_key(row))

    def exported(self, count: int) -> None:
        """Leave a trace of an export of so many rows; lists of people do."""

    # --- answering --------------------------------------------------------------------------------------

    def get(self, request, *args, **kwargs):
        if self.act:
            access.require(request.user, self.act)
        if not request.GET and (first := self.opens_with()):
            return redirect(f"{request.path}?{first}")
        try:
            wish = self.wish()
        except BadQuery as bad:
            return self.answer(Shown(faults=bad.faults), status=400)
        if wish.export:
            return self.export(wish)
        if request.htmx and request.htmx.target == "more-conditions":
            return TemplateResponse(request, "_more_conditions.html", {"drawn": self.drawn})
        try:
            return self.answer(self.shown(wish), wish)
        except BadQuery as bad:
            return self.answer(Shown(faults=bad.faults), status=400)

    def opens_with(self) -> str:
        """The query a bare address is sent on to: that of the view this person opens first."""
        first = "" if self.request.htmx else sessions.first_views(self.request).get(self.view_name, "")
        return saved_views.opened(first) if first else ""

    def everything(self, address: str) -> str:
        """An address without a condition shows every row, not those the list opens with."""
        return address if address != "?" else f"?{self.whole}"

    @property
    def save_url(self) -> str:
        """Where a view is sent to be kept; nowhere for whoever works in no one district."""
        works = access.district_of(self.request.user) is not None
        return navigation.address("saved-view-save") if works else ""

    @property
    def view_name(self) -> str:
        """By what name the saved views know this list."""
        return self.request.resolver_match.view_name if self.request.resolver_match else ""

    def wish(self) -> Wish:
        """Read the address; unknown names and bad values are a 400 with a sentence for each."""
        shown = self.get_columns()
        hidden = [column for column in self.columns if column not in shown]
        reader = conditions.WishReader(self.request.GET, shown, self.size, hidden)
        wish = reader.read()
        faults = conditions.check_names(self.request.GET, self.filterset)
        faults += conditions.check_values(self.filterset) + reader.faults
        if faults:
            raise BadQuery(faults)
        return wish

    @cached_property
    def filterset(self):
        return self.make_filterset(self.request.GET)

    def make_filterset(self, query: QueryDict):
        if self.filterset_class is None:
            return None
        said = conditions.given(query)
        return self.filterset_class(said, queryset=self.get_queryset(), request=self.request)

    @cached_property
    def matching(self):
        """Every row that matches the conditions, unordered and unpaged."""
        return self.get_queryset() if self.filterset is None else self.filterset.qs

    def ordering(self, wish: Wish) -> tuple[str, ...]:
        """The wished order first, then the list's own, then the key: the same rows always stand alike.

        The other way round, all of it stands the other way round: so one index serves both.
        """
        by_key = {column.key: column for column in self.get_columns()}
        wished = by_key[wish.order.removeprefix("-")].order if wish.order else ()
        names = {name.lstrip("-") for name in wished}
        rest = (name for name in (*self.order, "pk") if name.lstrip("-") not in names)
        whole = _until_key((*wished, *rest))
        return tuple(map(_turned, whole)) if wish.order.startswith("-") else whole

    def read(self, columns: Iterable[Column]):
        """The matching rows with just the fields these columns read."""
        if self.as_objects:
            return self.matching
        names = dict.fromkeys(("pk", *self.fields))
        for column in columns:
            names.update(dict.fromkeys(column.reads))
        return self.matching.values(*names)

    def shown(self, wish: Wish) -> Shown:
        """Read one page and write its cells."""
        self.check_order(wish)
        ordered = self.read(wish.columns).order_by(*self.ordering(wish))
        asked = printing.page_of(wish)
        page, pager = read_page(ordered, counted=self.matching, cap=self.count_cap, **asked)
        rows = self.prepare(page)
        query = self.request.GET
        return Shown(
            pager=pager,
            headers=[self.header(column, wish) for column in wish.columns],
            rows=[self.draw(row, wish.columns) for row in rows],
            totals=self.foot(wish),
            chips=[
                replace(chip, url=self.everything(chip.url))
                for chip in conditions.chips(query, self.filterset)
            ],
            density=wish.density,
            density_urls=[
                (key, words, conditions.changed(query, density=key)) for key, words in conditions.DENSITIES
            ],
            page_urls=[
                (number, number and conditions.changed(query, page=number)) for number in pager.window
            ],
            size_urls=[(size, conditions.changed(query, size=size)) for size in conditions.SIZES],
            printing=Printing.of(query, wish, pager),
        )

    def check_order(self, wish: Wish) -> None:
        """No index holds every order: a list too long to count is sorted by what one holds."""
        name = wish.order.removeprefix("-")
        column = next((one for one in wish.columns if name and one.key == name), None)
        column = column or next((one for one in self.get_columns() if one.key == name), None)
        if column is None or column.any_length:
            return
        if self.matching.order_by().values("pk")[: self.count_cap + 1].count() > self.count_cap:
            words = _("More than %(most)s rows match; narrow them down before you sort by “%(column)s”.")
            most = figures.number(self.count_cap)
            raise BadQuery([words % {"most": most, "column": column.label}])

    def header(self, column: Column, wish: Wish) -> Header:
        if not column.order:
            return Header(column)
        up, down = column.key, f"-{column.key}"
        state = {up: "ascending", down: "descending"}.get(wish.order, "")
        target = down if wish.order == up else up
        return Header(column, conditions.changed(self.request.GET, order=target), state)

    def draw(self, row, columns: Sequence[Column]) -> SafeString:
        """Draw one table row; this runs once a row, so it is plain string work."""
        css = self.row_class(row)
        head = f'<tr class="{css}">' if css else "<tr>"
        return markup(head + self.tick(row) + "".join(column.cell(row) for column in columns) + "</tr>")

    def tick(self, row) -> str:
        if not self.allowed_acts:
            return ""
        pk = _key(row)
        words = escape(self.tick_words % {"row": self.row_label(row)})
        box = f'<input type="checkbox" name="pk" value="{pk}" aria-label="{words}">'
        return f'<td class="tick no-print">{box}</td>'

    @cached_property
    def tick_words(self) -> str:
        return _("Select %(row)s")

    def foot(self, wish: Wish) -> list[SafeString]:
        sums = self.totals(self.matching)
        if not sums:
            return []
        cells = [_foot_cell(column, sums) for column in wish.columns]
        return [markup('<td class="no-print"></td>'), *cells] if self.allowed_acts else cells

    @cached_property
    def allowed_acts(self) -> list[tuple[BulkAct, str]]:
        acts = (act for act in self.bulk_acts if not act.act or access.can(self.request.user, act.act))
        return [(act, reverse(act.url_name)) for act in acts]

    def answer(self, shown: Shown, wish: Wish | None = None, status: int = 200):
        """Answer with the whole page, or with the table alone when htmx asks for it."""
        htmx = self.request.htmx
        alone = htmx and not htmx.history_restore_request and htmx.target == "list"
        template = self.table_template if alone else self.template_name
        response = TemplateResponse(self.request, template, self.context(shown, wish), status=status)
        patch_vary_headers(response, ["HX-Request"])
        add_never_cache_headers(response)
        return response

    def context(self, shown: Shown, wish: Wish | None) -> dict:
        query = self.request.GET
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "list": shown,
            "list_page": self,
            "filterset": self.filterset,
            "drawn": self.drawn,
            "bulk_acts": self.allowed_acts,
            "query": query.urlencode(),
            "kept": [(name, query[name]) for name in KEPT if query.get(name)],
            "clear_url": self.cleared(conditions.field_names(self.filterset)),
            "column_choices": self.column_choices(wish),
            "views": self.views(),
            "carried": conditions.carried(query),
            "purpose": self.purpose,
            "not_yours": self.not_yours,
            "exports": self.export_urls(),
            "paper_url": printing.paper_url(self.request.user, query, self.paper_key),
            "first_step": self.first_step and (self.first_step[0], reverse(self.first_step[1])),
            **self.more_context(),
        }

    def cleared(self, names: Iterable[str]) -> str:
        """The address without these conditions."""
        return self.everything(conditions.changed(self.request.GET, **dict.fromkeys(names)))

    @property
    def drawn(self) -> conditions.Drawn | None:
        """The conditions, sorted by where the page shows them."""
        return conditions.drawn(self.request.GET, self.filterset, self.conditions_in_front, self.by_link())

    def column_choices(self, wish: Wish | None) -> list[tuple[Column, bool]]:
        """The columns to choose from: those shown first, in their order."""
        shown = wish.columns if wish else ()
        others = [column for column in self.get_columns() if column not in shown]
        return [*((column, True) for column in shown), *((column, False) for column in others)]

    def views(self) -> dict:
        """What keeps a view of this list; those kept are fetched when their menu is opened."""
        return {"save_url": self.save_url, "may_share": access.can(self.request.user, "share_views")}

    def by_link(self) -> tuple[str, ...]:
        """Conditions that are not drawn; who works in one unit is not asked for the unit."""
        if access.unit_of(self.request.user) is None:
            return self.conditions_by_link
        return (*self.conditions_by_link, "unit")

    def more_context(self) -> dict:
        """What a subclass's own template prints besides."""
        return {}

    # --- exports ----------------------------------------------------------------------------------------

    def export_urls(self) -> list[tuple[str, str]]:
        if not access.can(self.request.user, "export"):
            return []
        return [(name, conditions.changed(self.request.GET, export=name)) for name in conditions.FORMATS]

    def export(self, wish: Wish):
        """Write every matching row, in the shown order and columns; a long list goes on in the background."""
        user = self.request.user
        access.require(user, "export")
        keys = self.keys(wish, exports.DIRECT + 1)
        if len(keys) > exports.DIRECT and access.district_of(user) is not None:
            return redirect("job", exports.order(self, wish.export).pk)
        keys = keys if len(keys) <= exports.DIRECT else self.keys(wish)
        self.exported(len(keys))
        rows = self.rows_of(wish, keys)
        return download(self.export_name, wish.export, wish.columns, rows, by=user)

    def keys(self, wish: Wish, most: int | None = None) -> list:
        """The keys of every matching row in the wished order, or of the first of them."""
        return list(self.matching.order_by(*self.ordering(wish)).values_list("pk", flat=True)[:most])

    def rows_of(self, wish: Wish, keys: Sequence) -> Iterator:
        """The rows of these keys in their order, completed in batches as a page's are.

        No statement stays open meanwhile: a long export holds up no writer, and may write how far it is.
        """
        rows = self.read(wish.columns).order_by()
        for start in range(0, len(keys), CHUNK_ROWS):
            part = keys[start : start + CHUNK_ROWS]
            found = {_key(row): row for row in of_keys(rows, part)}
            yield from self.prepare([found[key] for key in part if key in found])


def _key(row):
    return row["pk"] if isinstance(row, dict) else row.pk


def _foot_cell(column: Column, sums: dict) -> SafeString:
    if column.key not in sums:
        return markup("<td></td>")
    text = conditional_escape(column.show(sums[column.key]))
    return markup(f'<td class="{column.css_class}">{text}</td>')


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _until_key(names: tuple[str, ...]) -> tuple[str, ...]:
    """Drop what stands behind the key: it is unique, so nothing after it sorts."""
    for place, name in enumerate(names):
        if name.lstrip("-") in ("pk", "id"):
            return names[: place + 1]
    return names
