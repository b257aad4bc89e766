"""What an assessment, a trial or a warning does to bonuses and annual salaries: dated rules."""

from dataclasses import dataclass
from datetime import date

from quota_pool import rules
from quota_pool.models import District
from staffing.dictionaries import Grade as Assessed

# The rule that says the percentage, by result and by the kind of pay.
BONUS_RULES = {
    Assessed.EXCELLENT: "excellent_bonus",
    Assessed.BARELY: "barely_qualified_bonus",
    Assessed.NOT_QUALIFIED: "not_qualified_bonus",
}
ANNUAL_RULES = {
    Assessed.EXCELLENT: "excellent_annual",
    Assessed.BARELY: "barely_qualified_annual",
    Assessed.NOT_QUALIFIED: "not_qualified_annual",
}


@dataclass(frozen=True)
class Effects:
    """Percentages by result; whoever was not assessed counts as qualified."""

    bonus: dict[str, int]
    annual: dict[str, int]
    trial: int = 50
    warned: int = 0

    @classmethod
    def on(cls, district: District, day: date, unit_id: int | None = None) -> "Effects":
        """As the rules in force on a day say."""
        said = rules.rulings(district, day, unit_id)
        return cls(
            bonus={result: said(code).value for result, code in BONUS_RULES.items()},
            annual={result: said(code).value for result, code in ANNUAL_RULES.items()},
            trial=said("trial_bonus").value,
            warned=said("warned_bonus").value,
        )

    def of_bonus(self, assessed: str, *, is_trial: bool, is_warned: bool) -> tuple[int, ...]:
        """The percentages the year-end bonus is multiplied by, one after the other."""
        return (
            self.bonus.get(assessed, 100),
            self.trial if is_trial else 100,
            self.warned if is_warned else 100,
        )

    def of_annual(self, assessed: str) -> int:
        """The percentage of the agreed annual salary that is earned."""
        return self.annual.get(assessed, 100)
