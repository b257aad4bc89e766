"""Sealed fields: nothing personal lies in the clear, nothing moved or broken is ever taken for a value."""

import copy
import json
import pickle
import threading
from uuid import uuid4

import orjson
import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from quota_pool import rotation, sealed
from quota_pool.models import AuditEvent, AuditHead, District
from quota_pool.sealed import SealedError
from staffing.models import Person

KEY_A, KEY_B = b"a" * 32, b"b" * 32
NUMBER, OTHER_NUMBER = "440100199003121237", "440100198211029844"


@pytest.fixture
def keys(settings):
    """Say which keys the house has from now on, the newest first."""

    def have(*pairs):
        settings.FIELD_KEYS = list(pairs)

    have(("a", KEY_A))
    return have


@pytest.fixture
def district(db):
    made = District.objects.create(code="440112", name="Demonstration district")
    AuditHead.objects.get_or_create(district=made)
    return made


@pytest.fixture
def person(district, keys):
    return enter(district, NUMBER)


def unsaved(district, number, **fields):
    return Person(
        district=district,
        name="Invented",
        name_key="invented",
        initials="i",
        id_no=number,
        id_hash=sealed.keyed_hash("id", number),
        id_tail_hash=sealed.keyed_hash("id_tail", number[-4:]),
        sex="1",
        birth_date="1990-03-12",
        **fields,
    )


def enter(district, number, **fields):
    made = unsaved(district, number, **fields)
    made.save()
    return made


def stored(person, column="id_no"):
    return Person.objects.values_list(column, flat=True).get(pk=person.pk).envelope


def overwrite(person, envelope, column="id_no"):
    """Change a row as someone with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE staffing_person SET {column} = %s WHERE id = %s", [envelope, person.pk])


def reread(person):
    return Person.objects.get(pk=person.pk)


# --- what is stored and what is read ------------------------------------------------------------------------


@pytest.mark.requirement("R-079", "R-080")
def test_the_row_holds_an_envelope_and_the_instance_reads_the_text(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no, phone FROM staffing_person WHERE id = %s", [person.pk])
        raw, phone = cursor.fetchone()
    assert raw.startswith("1:gcm:a:")
    assert NUMBER not in raw
    assert phone == ""
    assert reread(person).id_no == NUMBER
    assert reread(person).phone == ""
    assert Person.objects.defer("id_no").get(pk=person.pk).id_no == NUMBER


@pytest.mark.requirement("R-087", "R-088")
def test_a_bulk_read_gives_a_mask_that_refuses_to_leave_the_process(person):
    found = Person.objects.values("uid", "id_no").get()
    assert str(found["id_no"]) == repr(found["id_no"]) == f"{found['id_no']}" == sealed.MASK
    assert found["id_no"].open(found["uid"]) == NUMBER
    with pytest.raises(TypeError):
        json.dumps(found["id_no"])
    with pytest.raises(TypeError):
        orjson.dumps(found["id_no"])
    with pytest.raises(SealedError):
        pickle.dumps(found["id_no"])


@pytest.mark.requirement("R-088")
def test_an_instance_can_be_copied_but_neither_dumped_nor_pickled(person):
    for held in (person, reread(person)):
        assert copy.deepcopy(held).id_no == NUMBER
        assert NUMBER not in repr(vars(held))
        with pytest.raises(SealedError):
            pickle.dumps(held)
        with pytest.raises(SealedError):
            serializers.serialize("json", [held])


def test_bulk_create_and_the_bulk_path_write_what_the_instance_reads(district, keys):
    first, second = unsaved(district, NUMBER), unsaved(district, OTHER_NUMBER, phone="13800000042")
    Person.objects.bulk_create([first, second])
    assert sorted(person.id_no for person in Person.objects.all()) == sorted([NUMBER, OTHER_NUMBER])
    person = Person.objects.get(id_hash=sealed.keyed_hash("id", OTHER_NUMBER))
    assert person.phone == "13800000042"
    overwrite(person, sealed.seal("staffing_person", "phone", person.uid, "13900000000"), "phone")
    assert reread(person).phone == "13900000000"
    assert sealed.open_("staffing_person", "phone", str(person.uid), stored(person, "phone")) == "13900000000"


def test_empty_stays_empty_and_absent_stays_absent(person):
    assert sealed.seal("t", "c", person.uid, "") == ""
    assert sealed.seal("t", "c", person.uid, None) is None
    assert sealed.open_("t", "c", person.uid, "") == ""
    assert sealed.open_("t", "c", person.uid, None) is None


def test_saving_what_was_not_touched_keeps_the_envelope_and_a_new_text_gets_a_new_one(person):
    before, again = stored(person), reread(person)
    again.name = "Renamed"
    again.save()
    assert stored(person) == before
    again.id_no = OTHER_NUMBER
    again.save(update_fields=["id_no"])
    assert stored(person) != before
    assert reread(person).id_no == OTHER_NUMBER
    assert Person.objects.filter(phone__isnull=False).count() == 1


@pytest.mark.requirement("R-086")
def test_a_sealed_field_is_not_searched_and_not_written_without_its_row(person):
    with pytest.raises(FieldError):
        Person.objects.filter(id_no=NUMBER)
    with pytest.raises(FieldError):
        Person.objects.filter(id_no__startswith="4401")
    with pytest.raises(SealedError) as refused:
        Person.objects.update(phone="13800000042")
    assert "13800000042" not in str(refused.value)


# --- what is broken is an error, never a value --------------------------------------------------------------


@pytest.mark.requirement("R-081")
def test_a_value_moved_to_another_row_or_column_does_not_open(person, district):
    other = enter(district, OTHER_NUMBER)
    overwrite(other, stored(person))
    overwrite(person, stored(person), "bank_card")
    with pytest.raises(SealedError):
        _ = reread(other).id_no
    with pytest.raises(SealedError):
        _ = reread(person).bank_card
    assert reread(person).id_no == NUMBER


def damaged(envelope):
    form, nonce, text = envelope.rsplit(":", 2)
    flipped = ("A" if text[0] != "A" else "B") + text[1:]
    return {
        "tag": f"{form}:{nonce}:{flipped}",
        "cut": envelope[:-8],
        "plain": NUMBER,
        "later version": "2" + envelope[1:],
        "no base64": f"{form}:{nonce}:é!",
        "short nonce": f"{form}:AAAA:{text}",
        "other key": envelope.replace(":a:", ":zz:"),
    }


@pytest.mark.requirement("R-082")
@pytest.mark.parametrize(
    "how", ["tag", "cut", "plain", "later version", "no base64", "short nonce", "other key"]
)
def test_what_does_not_open_is_an_error_and_is_never_saved_again(person, how):
    broken = damaged(stored(person))[how]
    overwrite(person, broken)
    held = reread(person)
    with pytest.raises(SealedError) as refused:
        _ = held.id_no
    assert NUMBER not in str(refused.value)
    with pytest.raises(SealedError), transaction.atomic():
        held.save()
    with pytest.raises(SealedError), transaction.atomic():
        Person.objects.bulk_update([held], ["id_no"])
    assert stored(person) == broken
    assert held.name == "Invented"


@pytest.mark.requirement("R-082")
def test_a_wrong_key_opens_nothing(person, keys):
    keys(("a", KEY_B))
    with pytest.raises(SealedError):
        _ = reread(person).id_no


@pytest.mark.parametrize(
    "written",
    [
        "",
        [],
        [("a", b"short")],
        [("a", KEY_A), ("a", KEY_B)],
        [("a:b", KEY_A)],
        "a:no-base64!",
        "a:QUFB",
    ],
)
def test_keys_of_the_wrong_shape_are_refused(settings, written):
    settings.FIELD_KEYS = written
    with pytest.raises(ImproperlyConfigured):
        sealed.newest_key()


# --- properties ---------------------------------------------------------------------------------------------


@given(text=st.text(min_size=1), uid=st.uuids(), other=st.uuids())
def test_any_text_comes_back_for_its_own_row_only(text, uid, other):
    envelope = sealed.seal("t", "c", uid, text)
    assert sealed.open_("t", "c", uid, envelope) == text
    for table, column, row in (("t2", "c", uid), ("t", "c2", uid), ("t", "c", other)):
        if (table, column, row) != ("t", "c", uid):
            with pytest.raises(SealedError):
                sealed.open_(table, column, row, envelope)


@pytest.mark.requirement("R-080")
def test_no_nonce_is_used_twice():
    uid = uuid4()
    nonces = {sealed.seal("t", "c", uid, NUMBER).split(":")[3] for _ in range(20_000)}
    assert len(nonces) == 20_000


@pytest.mark.requirement("R-085")
def test_eight_threads_read_and_write_their_own_values():
    field, wrong = Person._meta.get_field("id_no"), []

    def work(name):
        mine = f"{name}" * 3
        held = Person()
        for _ in range(1500):
            held.id_no = mine
            held.__dict__["id_no"] = field.pre_save(held, True)
            if held.id_no != mine or field.clean(mine, held) != mine:
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.requirement("R-086")
def test_the_keyed_hash_is_of_full_width_and_bound_to_its_kind_and_key(settings):
    first = sealed.keyed_hash("id", NUMBER)
    assert len(first) == 32
    assert first == sealed.keyed_hash("id", NUMBER)
    assert first != sealed.keyed_hash("phone", NUMBER)
    settings.HASH_KEY = KEY_B
    assert first != sealed.keyed_hash("id", NUMBER)
    settings.HASH_KEY = b"short"
    with pytest.raises(ImproperlyConfigured):
        sealed.keyed_hash("id", NUMBER)


@pytest.mark.requirement("R-087")
@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("id", "11010519491231002X", "110105********002X"),
        ("id", "110105491231002", "110105*****1002"),
        ("id", "H12345678", "H1*****78"),
        ("id", "A1", sealed.MASK),
        ("phone", "13800000000", "138****0000"),
        ("phone", "020-82112345", "020****2345"),
        ("phone", "110", sealed.MASK),
        ("card", "6222021234567890128", "****0128"),
        ("card", "1234", sealed.MASK),
        ("address", "1 Invented Road", sealed.MASK),
        ("id", "", ""),
        ("id", None, ""),
    ],
)
def test_a_mask_shows_what_may_be_shown(kind, text, shown):
    assert sealed.mask(kind, text) == shown


# --- rotation -----------------------------------------------------------------------------------------------


@pytest.fixture
def five_people(district, keys):
    return [enter(district, str(440100199003120000 + n), phone="13800000042") for n in range(5)]


@pytest.mark.requirement("R-083")
def test_a_rotation_broken_off_leaves_everything_readable_and_goes_on_later(five_people, keys):
    keys(("b", KEY_B), ("a", KEY_A))
    asked = iter([False, True])
    first = rotation.rotate(Person, batch=2, should_stop=lambda: next(asked))
    assert (first.rewritten, first.left, first.broken_off) == (2, 8, True)
    assert [reread(person).id_no for person in five_people] == [person.id_no for person in five_people]
    second = rotation.rotate(Person, batch=2)
    assert (second.rewritten, second.left, second.broken_off) == (8, 0, False)
    assert (rotation.rows_under(Person, "a"), rotation.rows_under(Person, "b")) == (0, 10)
    assert rotation.rotate(Person).rewritten == 0
    keys(("b", KEY_B))
    assert [reread(person).id_no for person in five_people] == [person.id_no for person in five_people]


@pytest.mark.requirement("R-083")
def test_a_new_text_is_written_under_the_newest_key(person, keys):
    keys(("b", KEY_B), ("a", KEY_A))
    held = reread(person)
    held.phone = "13800000042"
    held.save()
    assert stored(person, "phone").startswith("1:gcm:b:")
    assert stored(person).startswith("1:gcm:a:")


@pytest.mark.requirement("R-082", "R-083")
def test_the_command_leaves_what_does_not_open_and_says_so(five_people, keys, capsys):
    broken = damaged(stored(five_people[0]))["tag"]
    overwrite(five_people[0], broken)
    keys(("b", KEY_B), ("a", KEY_A))
    with pytest.raises(CommandError, match="1 sealed values open under no key"):
        call_command("rotate_keys", batch=2)
    said = capsys.readouterr()
    assert "9 rewritten, 1 left" in said.out
    assert f"rows {five_people[0].pk}" in said.err
    assert stored(five_people[0]) == broken
    assert AuditEvent.objects.get(act="keys.rotate").after["left"] == 1
