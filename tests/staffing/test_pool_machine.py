"""Random office life against a plain model: every figure of every day, whenever it was known."""

import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.staffing.office_moves import OfficeMoves


@pytest.mark.django_db
@pytest.mark.requirement("R-007", "R-009", "R-017", "R-028")
def test_office_life_is_as_a_plain_model_counts_it():
    profile = hypothesis.settings.default
    if profile.derandomize:  # the quick profile: few lives, and no time spent on finding the shortest one
        profile = hypothesis.settings(profile, max_examples=8, phases=[hypothesis.Phase.generate])
    settings = hypothesis.settings(profile, suppress_health_check=list(hypothesis.HealthCheck))
    run_state_machine_as_test(OfficeMoves, settings=settings)
