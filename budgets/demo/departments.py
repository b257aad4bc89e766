"""The departments of the demonstration that hand tasks down to its streets."""

from quota_pool.models import Unit
from quota_pool.pinyin import sort_key
from staffing.demo.scene import Scene

NAMES = ("黄埔区应急管理局", "黄埔区城市管理和综合执法局")


def departments(scene: Scene) -> list[Unit]:
    """The two departments, entered when first asked for; they own no pool."""
    return [
        Unit.objects.get_or_create(
            district=scene.district,
            code=f"{scene.district.code}{901 + place}",
            defaults={"name": name, "name_key": sort_key(name), "unit_type": Unit.Type.DEPARTMENT},
        )[0]
        for place, name in enumerate(NAMES)
    ]
