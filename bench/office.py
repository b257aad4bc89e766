"""A district with sixteen streets and heads enough, as the benches of hiring want it."""

from datetime import date

from quota_pool.calendar import today
from tests.factories import Office, id_number, member, unit

STREETS = 16


class BusyOffice(Office):
    """Sixteen streets, each with its clerk and ten thousand heads."""

    def __init__(self):
        super().__init__(reserve=10_000 * (STREETS + 1))
        self.streets = [self.street]
        self.streets += [unit(self.district, f"第{place}街道") for place in range(2, STREETS + 1)]
        self.clerks = [member("clerk", self.district, street) for street in self.streets]
        for street in self.streets:
            self.grant(10_000, street, valid_from=today())


def somebody(serial: int) -> dict:
    """Cleaned facts of an invented person who differs by serial, tens of thousands of them."""
    birth = date.fromordinal(date(1975, 1, 1).toordinal() + serial // 499)
    return {"name": "测试甲", "id_no": id_number(serial % 499, birth), "phone": "13800000000"}
