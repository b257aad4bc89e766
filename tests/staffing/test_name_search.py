"""People are found by what is typed: characters, pinyin in one run or in parts, initials, last four."""

import pytest
from django.db import connection

from quota_pool.calendar import today
from quota_pool.pinyin import beginnings, spellings
from staffing.filters import people_like
from staffing.models import Engagement, Person
from staffing.services.people import edit_person
from tests.factories import invented

pytestmark = pytest.mark.django_db

NAMES = ("张三", "张珊珊", "章散", "李安", "连心", "单于明", "单小红", "王五", "John Smith", "迪丽·热巴")


@pytest.fixture
def crew(office):
    office.grant(20, valid_from=today())
    return [office.hire(today(), person={**invented(), "name": name}) for name in NAMES]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张", {"张三", "张珊珊"}),
        ("张三", {"张三"}),
        ("zhang", {"张三", "张珊珊", "章散"}),
        ("zhang san", {"张三", "章散"}),
        ("zhangsan", {"张三", "章散"}),
        ("zhangs", {"张三", "张珊珊", "章散"}),
        ("ZS", {"张三", "张珊珊", "章散"}),
        ("zss", {"张珊珊"}),
        ("lian", {"李安", "连心"}),
        ("la", {"李安"}),
        ("单", {"单于明", "单小红"}),
        ("单于", {"单于明"}),
        ("john", {"John Smith"}),
        ("john s", {"John Smith"}),
        ("迪丽", {"迪丽·热巴"}),
        ("dilireba", {"迪丽·热巴"}),
        ("·", set()),
        ("%", set()),
        ("z_", set()),
    ],
)
def test_typed_so_these_are_found(crew, typed, found):
    rows = Engagement.objects.filter(people_like(typed, person="person__"))
    assert set(rows.values_list("person__name", flat=True)) == found
    assert set(Person.objects.filter(people_like(typed)).values_list("name", flat=True)) == found


def test_who_is_given_another_name_is_found_by_it_and_no_more_by_the_old(crew, office):
    edit_person(person=crew[0].person, changes={"name": "赵六"}, actor=office.clerk, reason="更名")
    assert not Engagement.objects.filter(people_like("张三", person="person__")).exists()
    assert Engagement.objects.get(people_like("zhaol", person="person__")).pk == crew[0].pk


@pytest.mark.parametrize("typed", ["zhangsan", "张三", "zs"])
def test_a_search_is_a_range_of_an_index_and_never_reads_the_table(crew, typed):
    rows = Engagement.objects.filter(people_like(typed, person="person__"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Ten rows are read whole whatever there is; the plan says what would be read of many.
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()
    assert "engagement_named" in plan or "engagement_initials" in plan
    assert "SCAN staffing_engagement" not in plan
    assert "Seq Scan on staffing_engagement" not in plan


def test_what_names_nobody_is_sought_among_the_posts(crew, office, client):
    """网格员 is nobody's name; 王 is, so posts that begin with it are not meant."""
    office.hire(today(), primary_post="王府巡查员")
    client.force_login(office.clerk)
    assert client.get("/people/?q=网格").context["list"].pager.count == len(NAMES)
    assert client.get("/people/?q=王").context["list"].pager.count == 1
    assert client.get("/people/?q=王府").context["list"].pager.count == 1
    assert not client.get("/people/?q=厨").context["list"].rows


def test_pinyin_in_one_run_is_cut_at_its_syllables():
    assert spellings("zhangs") == ["zhangs", "zhang s"]
    assert set(spellings("xian")) >= {"xian", "xi an"}
    assert spellings("lx") == ["lx"]
    assert len(spellings("an" * 30)) <= 9
    assert beginnings("单") == ["shan", "chan"]
