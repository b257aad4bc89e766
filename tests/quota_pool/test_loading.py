"""Many rows at once: exactly what the ORM would have written, on either engine."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

from quota_pool.calendar import now, today
from quota_pool.loading import Fresh, change_each, load
from quota_pool.models import AuditEvent, Job
from staffing.models import Person, Term
from staffing.services.people import build_person
from tests.factories import Office, invented

pytestmark = pytest.mark.django_db
ODD = "制表\t换行\n反斜\\杠 \\N '引号' \"双\" 𠮷"


@pytest.fixture
def office():
    return Office(reserve=0)


def people(office, count, **facts):
    return [build_person(office.district, invented(serial, **facts)) for serial in range(count)]


def test_rows_are_what_the_orm_would_have_written(office):
    facts = {"address": ODD, "school": ODD, "graduated_on": date(2008, 7, 1), "phone": "13800000001"}
    mine, other = people(office, 2, **facts)
    load([mine])
    other.save()
    names = ("address", "school", "graduated_on", "phone", "bank_card", "education", "birth_date", "version")
    kept = [Person.objects.get(pk=one.pk) for one in (mine, other)]
    assert [getattr(kept[0], name) for name in names] == [getattr(kept[1], name) for name in names]
    assert (kept[0].uid, kept[0].number, bytes(kept[0].id_hash)) == (mine.uid, mine.number, mine.id_hash)
    assert kept[0].created_at.tzinfo is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no FROM staffing_person WHERE id = %s", [mine.pk])
        assert cursor.fetchone()[0].startswith("1:gcm:")


def test_json_days_and_moments_come_back_as_they_were(office):
    moment = now()
    event = AuditEvent(
        district=office.district,
        seq=10_000,
        recorded_at=moment,
        actor=office.clerk,
        origin="job",
        act="test",
        object_type="person",
        object_id="1",
        after={"line": ODD, "list": [1, None, True]},
        previous="",
        digest="",
    )
    load([event])
    kept = AuditEvent.objects.get(pk=event.pk)
    assert kept.after == {"line": ODD, "list": [1, None, True]}
    assert kept.before is None
    assert AuditEvent.objects.filter(pk=event.pk, before__isnull=True).exists()
    assert kept.recorded_at == moment


def test_keys_are_given_and_later_rows_go_on_behind_them(office):
    first = load(people(office, 2))
    assert [row.pk for row in Person.objects.order_by("pk")] == [row.pk for row in first]
    later = build_person(office.district, invented(7))
    later.save()
    assert later.pk > first[-1].pk
    assert load([]) == []


def test_what_is_there_already_is_skipped_when_asked_and_refused_when_not(office):
    known = load(people(office, 1))
    load(people(office, 3), skip_known=True)
    assert Person.objects.count() == 3
    assert Person.objects.filter(pk=known[0].pk).exists()
    with pytest.raises(IntegrityError):
        load(people(office, 1))


def test_a_list_and_an_empty_day_are_written(office):
    office.issue(5)
    office.grant(1, valid_from=today())
    term = Term.objects.get(engagement=office.hire(today()))
    names = [field.attname for field in Term._meta.concrete_fields if not field.primary_key]
    copy = Term(**{name: getattr(term, name) for name in names} | {"other_posts": ["安全员", "河长"]})
    load([copy])
    kept = Term.objects.get(pk=copy.pk)
    assert (kept.other_posts, kept.to_day, kept.from_day) == (["安全员", "河长"], None, today())


def test_a_fresh_row_is_what_the_model_itself_would_make(office):
    what = {"district": office.district, "kind": "count", "actor": office.clerk, "total": 3}
    fast, slow = Fresh(Job)(**what), Job(**what)
    names = [field.attname for field in Job._meta.concrete_fields]
    assert [getattr(fast, name) for name in names] == [getattr(slow, name) for name in names]
    assert fast.actor is office.clerk
    fast.checkpoint["step"] = 1
    assert Fresh(Job)(**what).checkpoint == {}, "no two rows share a default"
    fast.save()
    assert Job.objects.get(pk=fast.pk).checkpoint == {"step": 1}


def test_a_fresh_row_knows_its_names_and_hides_what_is_sealed(office):
    with pytest.raises(TypeError, match="colour"):
        Fresh(Job)(colour="blue")
    person = people(office, 1, phone="13800000001")[0]
    assert "13800000001" not in str(vars(person))
    assert person.phone == "13800000001"
    person.save()
    assert Person.objects.get(pk=person.pk).phone == "13800000001"


def test_each_row_gets_its_own_values_and_the_next_version(office):
    mine, other = load(people(office, 2))
    days = (date(2008, 7, 1), None)
    rows = [(mine.pk, ODD, days[0]), (other.pk, "", days[1])]
    change_each(Person, ("bank", "graduated_on"), rows)
    kept = [Person.objects.get(pk=one.pk) for one in (mine, other)]
    assert [(row.bank, row.graduated_on, row.version) for row in kept] == [
        (ODD, days[0], mine.version + 1),
        ("", days[1], other.version + 1),
    ]
