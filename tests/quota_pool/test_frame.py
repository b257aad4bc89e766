"""The frame of the pages: who sees which pages, the text size, the language, forms and refusals."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils.translation import override

from quota_pool import navigation
from tests import factories

TEMPLATE_WORDS = engines["django"]


@pytest.fixture
def place():
    return factories.district(name="示范区")


@pytest.fixture
def pages(settings):
    settings.ROOT_URLCONF = "tests.quota_pool.units_list"


def labels(request) -> list[str]:
    return [str(entry.label) for _title, entries in navigation.sections(request) for entry in entries]


@pytest.mark.django_db
def test_a_person_is_shown_the_pages_that_exist_and_that_the_role_opens(place, pages, rf):
    request = rf.get("/units/")
    request.user = factories.member("clerk", place)
    shown = [entry.url for _title, entries in navigation.sections(request) for entry in entries]
    assert shown == ["/", "/units/", "/revenues/"]
    assert [e.current for _t, entries in navigation.sections(request) for e in entries] == [
        False,
        True,
        False,
    ]
    request.user = factories.member("department", place)
    assert [entry.url for _title, entries in navigation.sections(request) for entry in entries] == ["/"]


@pytest.mark.django_db
def test_the_number_of_things_to_do_stands_beside_the_page(place, pages, client, monkeypatch):
    monkeypatch.setattr(navigation, "_counters", [lambda user: {"pool": 7, "nowhere": 3}])
    client.force_login(factories.member("bureau", place))
    html = client.get("/units/").content.decode()
    assert '<span class="count">7</span>' in html
    assert "示范区" in html


@pytest.mark.django_db
def test_text_size_is_kept_and_the_person_stays_on_the_page(place, pages, client):
    client.force_login(factories.member("bureau", place))
    answer = client.post("/text-size/", {"size": "l", "next": "/units/?page=1"})
    assert answer["Location"] == "/units/?page=1"
    assert 'data-text="l"' in client.get("/units/").content.decode()
    client.cookies["text_size"] = '"><script>'
    assert 'data-text="m"' in client.get("/units/").content.decode()


@pytest.mark.parametrize("place_sent", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"])
def test_the_text_size_leads_to_no_other_house(client, place_sent):
    assert client.post("/text-size/", {"size": "s", "next": place_sent})["Location"] == "/"


def test_an_unknown_text_size_is_refused(client):
    assert client.post("/text-size/", {"size": "xxl"}).status_code == 400
    assert client.get("/text-size/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "Demonstration data"), ("zh-hans", "中文")])
def test_a_page_speaks_the_chosen_language_and_says_that_it_is_a_demonstration(client, language, word):
    client.cookies["language"] = language
    html = client.get("/accounts/login/").content.decode()
    assert f'<html lang="{language}"' in html
    assert word in html


@pytest.mark.django_db
def test_outside_a_demonstration_no_page_says_so(client):
    with override_settings(DEMO=False):
        html = client.get("/accounts/login/", secure=True).content.decode()
    assert 'class="demo"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nowhere/", "/accounts/nowhere/"])
def test_a_page_that_is_not_there_says_so_in_our_words(client, address):
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 404
    assert "belongs to another unit" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_pages_of_last_resort_need_nothing_but_themselves(name):
    assert "</html>" in TEMPLATE_WORDS.get_template(name).render()


class Hiring(forms.Form):
    """A form with a field of every kind."""

    name = forms.CharField(label="Name", help_text="as in the ID document")
    start = forms.DateField(label="Start")
    mode = forms.ChoiceField(label="Mode", choices=[("a", "A")], widget=forms.RadioSelect)
    counted = forms.BooleanField(label="Counted", required=False)
    pay = forms.DecimalField(label="Pay", required=False)
    remark = forms.CharField(label="Remark", widget=forms.Textarea, required=False)


def test_a_fault_stands_at_the_field_and_in_the_summary_with_a_link():
    with override("en"):
        html = render_to_string("_form.html", {"form": Hiring({"start": "x", "mode": "a"})})
    assert '<a href="#id_name">Name: ' in html
    assert html.index('href="#id_name"') < html.index('id="id_name"')
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-invalid="true"' in html


def test_controls_are_native_and_named():
    html = render_to_string("_form.html", {"form": Hiring()})
    assert 'type="date"' in html
    assert 'inputmode="decimal"' in html
    assert "<legend>Mode" in html
    assert '<label for="id_counted">Counted' in html


def test_a_refusal_shows_every_reason_its_ground_and_the_way_out():
    reasons = [
        SimpleNamespace(
            detail="no free head", rule="quota", document="〔2026〕3号", remedy="start later", field="start"
        ),
        SimpleNamespace(detail="one filing is late", rule="", document="", remedy="", field=""),
    ]
    html = render_to_string("_refusal.html", {"reasons": reasons})
    assert 'role="alert"' in html
    assert html.count("<li>") == 2
    assert '<a href="#id_start">no free head</a>' in html
    assert "〔2026〕3号" in html
    assert "→ start later" in html
    assert render_to_string("_refusal.html", {"reasons": []}).strip() == ""


@pytest.mark.django_db
def test_the_demonstration_names_its_accounts_at_the_door_and_a_real_house_none(client):
    place = factories.district()
    factories.member("bureau", place, username="real-person")
    somebody = factories.member("clerk", place, factories.unit(place, "鱼珠街道"), username="demo-clerk")
    somebody.is_demo = True
    somebody.save()
    html = client.get("/accounts/login/").content.decode()
    assert "demo-clerk" in html
    assert "鱼珠街道" in html
    assert "real-person" not in html
    with override_settings(DEMO=False):
        html = client.get("/accounts/login/", secure=True).content.decode()
    assert "demo-clerk" not in html
