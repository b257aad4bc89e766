"""The terms of a pay scheme as one value: grades, posts, performance, bonus, on-costs, agency fee."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property

from staffing.dictionaries import Mode

WHOLE = 10_000  # rates and coefficients are kept in hundredths of a percent: 10,000 is the whole

# Employee's and employer's shares, in hundredths of a percent of the insurance base.
RATES = (
    "pension",
    "medical",
    "unemployment",
    "housing_fund",
    "employer_pension",
    "employer_medical",
    "employer_unemployment",
    "employer_injury",
    "employer_maternity",
    "employer_housing_fund",
)
USUAL_RATES = {
    "pension": 800,
    "medical": 200,
    "unemployment": 50,
    "housing_fund": 500,
    "employer_pension": 1600,
    "employer_medical": 550,
    "employer_unemployment": 50,
    "employer_injury": 20,
    "employer_maternity": 80,
    "employer_housing_fund": 500,
}


def share(amount: int, rate: int, whole: int = WHOLE) -> int:
    """A part of an amount of fen, half up to the fen; amounts here are never negative."""
    return (2 * amount * rate + whole) // (2 * whole)


@dataclass(frozen=True)
class Grade:
    """One pay grade (薪级): basic pay a month, or an annual salary (年薪) for rehired staff and specialists.

    Who meets one of the conditions belongs to it: this way of employment, at least this education or this
    title. A grade without conditions takes those whom no other takes, or whoever is placed on it.
    """

    code: str
    name: str
    amount_fen: int
    is_annual: bool = False
    mode: str = ""
    education: str = ""
    title_level: str = ""

    @property
    def is_open(self) -> bool:
        return not (self.mode or self.education or self.title_level)

    def takes(self, mode: str, education: str, title_level: str) -> bool:
        """Whether these facts meet a condition; an education's first digit is its rank, 1 the highest."""
        if self.mode and self.mode != mode:
            return False
        if not (self.education or self.title_level):
            return bool(self.mode)
        by_education = self.education and education and education[:1] <= self.education[:1]
        by_title = self.title_level and title_level and title_level >= self.title_level
        return bool(by_education or by_title)


@dataclass(frozen=True)
class Post:
    """What a post adds: its coefficient for performance pay, whether it is a key post, its allowances."""

    category: str = ""
    post: str = ""
    coefficient: int = WHOLE
    is_key: bool = False
    post_allowance_fen: int = 0
    special_fen: int = 0
    hazard_fen: int = 0


NO_POST = Post()


@dataclass(frozen=True)
class Terms:
    """A whole scheme. Amounts are fen a month unless the name says otherwise."""

    grades: tuple[Grade, ...] = ()
    posts: tuple[Post, ...] = ()
    performance_fen: int = 0
    bonus_share: int = 0  # year-end bonus: this percentage of the year's performance pay
    key_uplift: int = 0  # percentage by which the coefficient of a key post goes up
    annual_monthly: int = 60  # percentage of an annual salary that is paid month by month
    insurance_base_fen: int = 0  # nothing: each month's own gross
    agency_fee_fen: int = 0
    agency_vat: int = 600
    union_fee: int = 0
    rates: dict[str, int] = field(default_factory=lambda: dict(USUAL_RATES))

    def stored(self) -> dict:
        """As plain JSON, the way a scheme keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, kept: dict) -> "Terms":
        """Read back what `stored` wrote."""
        plain = {one.name: kept[one.name] for one in fields(cls) if one.name in kept}
        plain["grades"] = tuple(Grade(**one) for one in kept.get("grades", ()))
        plain["posts"] = tuple(Post(**one) for one in kept.get("posts", ()))
        return cls(**plain)

    @cached_property
    def by_code(self) -> dict[str, Grade]:
        return {grade.code: grade for grade in self.grades}

    @cached_property
    def by_post(self) -> dict[tuple[str, str], Post]:
        return {(post.category, post.post): post for post in self.posts}

    @cached_property
    def coefficients(self) -> dict[tuple[str, str], int]:
        """What is fixed once a year: the coefficient of each post, uplift of key posts included."""
        return {place: self.coefficient_of(post) for place, post in self.by_post.items()}

    def coefficient_of(self, post: Post) -> int:
        """A key post's coefficient goes up by the scheme's percentage."""
        return share(post.coefficient, 100 + self.key_uplift, 100) if post.is_key else post.coefficient

    def post_of(self, category: str, post: str) -> Post:
        """The line of exactly this post, else that of the post's name, else that of its category."""
        found = self.by_post
        for place in ((category, post), ("", post), (category, "")):
            if place in found and place != ("", ""):
                return found[place]
        return NO_POST

    def grade_of(self, placed: str, mode: str, education: str, title_level: str) -> Grade | None:
        """The grade a person was placed on, else the best whose conditions they meet, else an open one."""
        if placed in self.by_code:
            return self.by_code[placed]
        met = [grade for grade in self.grades if grade.takes(mode, education, title_level)]
        if by_mode := [grade for grade in met if grade.mode]:
            met = by_mode
        if met:
            return max(met, key=lambda grade: grade.amount_fen)
        return next((grade for grade in self.grades if grade.is_open and not grade.is_annual), None)

    @property
    def employer_rate(self) -> int:
        """All the employer pays on top, in hundredths of a percent of the insurance base."""
        return sum(self.rates[name] for name in RATES if name.startswith("employer_"))


def unplaced(terms: Terms, modes: Iterable[str]) -> bool:
    """Whether somebody employed in one of these ways could be left without any grade."""
    is_open = any(grade.is_open and not grade.is_annual for grade in terms.grades)
    return not is_open and any(terms.grade_of("", mode, "", "") is None for mode in modes)


# Whom social insurance is paid for: retirees draw a pension, hourly work is paid as a labour fee.
INSURED = frozenset(
    {Mode.DIRECT.value, Mode.DISPATCH.value, Mode.PROJECT.value, Mode.NO_PAPERS.value, Mode.COMMUNITY.value}
)
