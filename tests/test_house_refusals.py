"""Every refusal of every floor gives its numbers and a way out; what has none says here why."""

import string

from django.urls import get_resolver

from quota_pool.refusals import REGISTRY, Code

# A sentence of what is wanted is all the way out a mistyped cell has; the words themselves say it.
SHAPE = """birth_disagrees calendar_reason_missing card_float card_format cell_error cell_formula credit_code
    date_format date_none date_order date_range date_unclear id_checksum id_county id_date id_float id_format
    id_missing id_province id_type money_format money_negative money_range money_scale name_char name_formula
    name_long name_missing phone_float phone_format sex_disagrees text_char text_long value_missing"""
# What was found in a file, or was read so: there is no number, or nothing to be done.
FILES = """column_guessed column_twice day_assumed encoding_used file_altered file_complex
    file_corrupt file_dtd file_encoding file_empty file_encrypted file_macro file_nul file_parser
    file_part_path file_part_twice file_xml_encoding formula_dropped has_left id_widened leave_reason_unknown
    no_bad_rows scanner_down sheet_hidden upload_active upload_broken upload_empty upload_kind
    upload_malware upload_moving upload_two_kinds"""
# What a connected system sent: the protocol has no numbers of the business, and some faults no way out.
PROTOCOL = """actual_person_unknown actual_row_unknown_field actual_unit_unknown
    webhook_needs_https webhook_url_unreadable
    forged_request internal key_reused malformed method_not_allowed not_acceptable not_found
    not_signed_in password_must_change too_large unsupported_media_type"""
# A yes or no: the rule behind it counts nothing.
YES_OR_NO = """changed_since difference_needs_remarks full_paper_not_yours full_paper_own halt_lifted
    halt_needs_reason halt_own last_place_exit needs_reasons needs_words no_dispatch_agency
    no_funding_source no_way_of_entry nothing_to_change opening_needs_document own_membership own_role
    own_work paper_full_needs_approval paper_full_needs_reason paper_full_of_another role_not_yours
    sealed_value_unreadable service_priced_by_heads urges_itself without_papers"""
# Numbers would tell of somebody the reader may not see (F18, R-131).
PRIVATE = """already_engaged birth_date_differs named_otherwise_elsewhere nobody_found nobody_leaves
    record_kept_elsewhere"""

NUMBERLESS = f"{SHAPE} {FILES} {PROTOCOL} {YES_OR_NO} {PRIVATE}".split()
WAYLESS = f"{SHAPE} {FILES} {PROTOCOL}".split()


def facts_of(code: Code) -> set[str]:
    """The facts that its words and its ways out name."""
    texts = (code.words, *code.ways_out)
    return {name for text in texts for _text, name, *_rest in string.Formatter().parse(str(text)) if name}


def registry() -> list[Code]:
    """Every code of every floor: the addresses import all that can be asked."""
    assert get_resolver().url_patterns
    assert len(REGISTRY) > 200
    return list(REGISTRY.values())


def test_every_refusal_gives_the_numbers_of_its_rule():
    wrong = [code.name for code in registry() if not facts_of(code) and code.name not in NUMBERLESS]
    assert wrong == [], "give the numbers as facts in the words, or say here why there are none"


def test_every_refusal_names_a_way_out():
    wrong = [code.name for code in registry() if not code.ways_out and code.name not in WAYLESS]
    assert wrong == [], "name the smallest change that would pass, or say here why there is none"


def test_no_excuse_is_left_over():
    needless = {code.name for code in registry() if facts_of(code) and code.ways_out}
    excused = {*NUMBERLESS, *WAYLESS}
    assert excused & needless == set()
    assert excused - REGISTRY.keys() == set()
