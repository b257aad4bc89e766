"""The headings that offices write above a roster, each understood as what it means."""

import pytest

from quota_pool.sheets import headings
from quota_pool.sheets.reading import Row
from staffing.roster.fields import ANCHORS, VOCABULARY

# Headings met in other offices; each line must give the fields named behind it.
LAYOUTS = [
    (
        "序号 单位 姓名 性别 民族 籍贯 出生年月 年龄 政治面貌 入党时间 参加工作时间 学历学位 "
        "毕业院校及专业 身份证号码 岗位类别 "
        "现工作岗位 用工形式 合同签订时间 合同到期时间 月工资(元) 联系电话 家庭住址 备注",
        {"身份证号码": "id_no", "学历学位": "education", "合同签订时间": "contract_start",
         "月工资(元)": "monthly_pay_fen"},
    ),
    (
        "编号 所属街道 科室(部门) 员工姓名 公民身份证号码 人员类别 职务/岗位 进入本单位时间 劳动合同起始时间 "
        "劳动合同终止时间 基本工资 应发工资 手机号码 紧急联系人 紧急联系人电话",
        {"员工姓名": "name", "人员类别": "mode", "进入本单位时间": "start_date",
         "劳动合同终止时间": "contract_end",
         "应发工资": "monthly_pay_fen", "基本工资": None, "紧急联系人电话": None, "科室(部门)": "department"},
    ),
    (
        "姓名 曾用名 身份证号 身份证有效期 岗位等级 岗位 用工方式 岗位类型 到岗年月 合同期限 每月工资",
        {"曾用名": None, "身份证有效期": None, "岗位等级": None, "岗位类型": "post_category",
         "到岗年月": "start_date",
         "合同期限": "contract_period", "每月工资": "monthly_pay_fen"},
    ),
    (
        "聘员姓名 居民身份证号码 聘用岗位 聘用类别 岗位分类 来街工作时间 现合同起始 现合同终止 "
        "月薪酬(元) 电话",
        {"聘用类别": "mode", "来街工作时间": "start_date", "现合同起始": "contract_start", "电话": "phone"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "fields"), LAYOUTS)
def test_headings_of_other_offices(line, fields):
    heading = headings.find([Row(1, line.split())], [], VOCABULARY, anchors=ANCHORS)
    found = {heading.text_of(at): name for at, name in heading.columns.items()}
    assert {text: found[text] for text in fields} == fields


def test_contract_and_pay_under_merged_groups():
    top = ["姓名", "身份证号", "劳动合同", "", "", "工资情况", "", "用工情况", "", ""]
    below = ["", "", "起始日期", "终止日期", "期限", "基本工资", "应发合计", "方式", "岗位类别", "入职时间"]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 6), (0, 7, 0, 9)]
    heading = headings.find([Row(1, top), Row(2, below)], merged, VOCABULARY, anchors=ANCHORS)
    assert heading.places == {
        "name": 0, "id_no": 1, "contract_start": 2, "contract_end": 3, "contract_period": 4,
        "monthly_pay_fen": 6, "mode": 7, "post_category": 8, "start_date": 9,
    }  # fmt: skip
