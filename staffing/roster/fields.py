"""What a roster can say about a person and the work, and every heading offices write above it."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from quota_pool.sheets.headings import Vocabulary, Word


class Shape(Enum):
    """How a cell of a field is read."""

    NAME = "name"
    ID = "id"
    CODE = "code"
    DAY = "day"
    MONEY = "money"
    PHONE = "phone"
    CARD = "card"
    PERIOD = "period"
    TEXT = "text"
    REMARK = "remark"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Field:
    """One thing a roster can say; `words` are its headings, the usual one first."""

    name: str
    label: str
    words: str
    shape: Shape = Shape.TEXT
    most: int = 60
    code_list: str = ""
    pattern: str = ""

    @property
    def heading(self) -> str:
        """The heading official forms print."""
        return self.words.split()[0]


def _coded(name: str, label, words: str, code_list: str = "") -> Field:
    return Field(name, label, words, Shape.CODE, code_list=code_list or name)


def _day(name: str, label, words: str, pattern: str = "") -> Field:
    return Field(name, label, words, Shape.DAY, pattern=pattern)


PERSON = (
    Field(
        "name",
        _("Full name"),
        "姓名 人员姓名 员工姓名 职工姓名 聘员姓名 雇员姓名 聘用人员姓名 名字",
        Shape.NAME,
    ),
    _coded("id_type", _("Kind of paper"), "证件类型 证件种类 证件名称 身份证件类型"),
    Field(
        "id_no",
        _("ID number"),
        "身份证号 身份证号码 公民身份号码 公民身份证号码 公民身份证号 居民身份证号 居民身份证号码 "
        "身份证 证件号码 证件号  "
        "身份号码 身份证件号码 身份证编号 有效证件号码 居民身份证",
        Shape.ID,
    ),
    _coded("sex", _("Sex"), "性别"),
    _day("birth_date", _("Date of birth"), "出生年月 出生日期 出生年月日 出生时间 生日 出生"),
    _coded("ethnic", _("Ethnic group"), "民族 族别"),
    Field("native_place", _("Native place"), "籍贯 祖籍"),
    _coded(
        "household_type",
        _("Household registration"),
        "户籍性质 户口性质 户口类型 户籍类型 户口类别",
        "household",
    ),
    _coded("political", _("Political status"), "政治面貌 政治面目 党派"),
    _day(
        "political_joined_on", _("Joined the party on"), "入党时间 入党日期 入党团时间 加入党派时间 入党年月"
    ),
    _coded(
        "education", _("Education"), "学历 文化程度 最高学历 学历学位 学历层次 教育程度 受教育程度 现学历"
    ),
    _coded("degree", _("Degree"), "学位 最高学位"),
    Field("school", _("School"), "毕业院校 毕业学校 毕业院校系 毕业院校及专业 院校", most=80),
    Field("major", _("Major"), "专业 所学专业 毕业专业", most=80),
    _day("graduated_on", _("Graduated on"), "毕业时间 毕业日期 毕业年月"),
    _coded(
        "fulltime_education", _("Full-time education"), "全日制学历 全日制教育 全日制文化程度", "education"
    ),
    _coded("title_level", _("Professional title"), "职称 专业技术职称 职称等级 专业技术职务"),
    _coded("skill_level", _("Skill level"), "技能等级 职业技能等级 工人技术等级"),
    Field("certificates", _("Certificates"), "职业资格 资格证书 职业资格证书 持证情况", most=200),
    Field(
        "phone",
        _("Mobile phone"),
        "手机 手机号 手机号码 联系电话 联系方式 电话 电话号码 移动电话 本人电话 联系手机 联系号码",
        Shape.PHONE,
    ),
    Field(
        "address", _("Address"), "住址 家庭住址 现住址 联系地址 居住地址 通讯地址 家庭地址 现居住地", most=200
    ),
    Field("bank", _("Bank"), "开户行 开户银行 银行 银行名称"),
    Field(
        "bank_card", _("Bank card"), "银行卡号 银行账号 银行帐号 工资卡号 工资账号 卡号 银行卡", Shape.CARD
    ),
    _day("first_work_date", _("First worked on"), "参加工作时间 参加工作日期 参工时间 首次参加工作时间"),
    Field("kin_avoidance", _("Declaration of relatives"), "亲属回避 亲属回避声明 回避情况", most=200),
)

WORK = (
    Field(
        "department",
        _("Department"),
        "部门 科室 内设机构 所在部门 所属部门 用人部门 工作部门 所在科室 任职部门 用工部门 使用科室 "
        "部门科室 科室部门  "
        "所属科室 工作科室 所在站所",
    ),
    Field(
        "community",
        _("Community"),
        "所在社区 社区 所属社区 服务社区 工作社区 社区村居 村居 所在村居 社区名称",
    ),
    Field(
        "supervisor",
        _("Supervisor"),
        "直接负责人 直接上级 直接领导 分管负责人 带班负责人 直管领导",
        most=40,
    ),
    _coded("post_category", _("Post category"), "岗位类别 岗位类型 岗位分类 岗位性质 岗位种类 岗位类"),
    Field(
        "primary_post",
        _("Post"),
        "岗位 岗位名称 工作岗位 职位 职务 所在岗位 聘用岗位 从事岗位 岗位职务 任职岗位 现岗位 "
        "现工作岗位 具体岗位",
    ),
    Field(
        "old_assistant_kind",
        _("Old assistant kind"),
        "协管员类别 协管类别 协管员种类 原协管员种类 原协管员类别 原条线",
    ),
    _coded(
        "mode",
        _("Employment mode"),
        "用工方式 聘用形式 用工形式 聘用方式 用工性质 用工类型 聘用类型 人员性质 人员类别 用工类别 "
        "聘用性质 编外类型  "
        "用人方式 聘用类别 人员类型",
        "employment_mode",
    ),
    Field(
        "legal_employer",
        _("Legal employer"),
        "派遣单位 劳务派遣单位 派遣公司 劳务派遣公司 劳务公司 签约单位 合同签订单位 劳动合同主体",
        most=80,
    ),
    _day(
        "start_date",
        _("Start of work"),
        "入职日期 到岗时间 到岗日期 入职时间 上岗日期 上岗时间 聘用时间 聘用日期 报到时间 报到日期 "
        "入职年月 录用时间 录用日期 "
        "进单位时间 来街时间 来本单位时间 进入本单位时间 到本单位时间 用工日期 开始工作时间 任职时间 "
        "用工起始时间 入职",
        r"^(?!.*合同).*(入职|到岗|上岗|报到|录用|来街|[来到进]本?单位|进入.{0,4}单位|(聘用|用工)(开始|起始))"
        r".*(时间|日期|年月)$",
    ),
    Field(
        "contract_period",
        _("Contract period"),
        "合同期限 合同起止 合同起止日期 合同起止时间",
        Shape.PERIOD,
        pattern=r"合同.*(起止|起讫)|合同(期限|期间)$",
    ),
    Field("contract_no", _("Contract number"), "合同编号 合同号 劳动合同编号", most=40),
    _coded("contract_type", _("Contract type"), "合同类型 合同期限类型 合同性质 合同种类"),
    _day(
        "contract_end",
        _("Contract to"),
        "合同止 合同结束 合同到期 合同终止 合同结束日期 合同终止日期 合同到期日 合同到期日期 "
        "合同到期时间 合同截止日期",
        r"合同.*(止|终|结束|到期|届满)",
    ),
    _day(
        "contract_start",
        _("Contract from"),
        "合同起 合同开始 合同起始 合同开始日期 合同起始日期 合同生效日期 合同签订日期 合同签订时间",
        r"合同.*(起|始|生效|签订)",
    ),
    _day(
        "probation_end",
        _("Probation ends on"),
        "试用期满 试用期止 试用期截止 试用期结束日期 试用期满日期 转正日期",
    ),
    Field(
        "monthly_pay_fen",
        _("Monthly pay (yuan)"),
        "月工资 工资 应发合计 工资合计 月薪 工资元月 工资(元/月) 月工资标准 工资标准 应发工资 "
        "月应发工资 薪酬 薪资 月收入 "
        "工资待遇 月薪酬 "
        "月薪资 工资收入 月工资(元)",
        Shape.MONEY,
        pattern=r"^(?!.*(基本|岗位|绩效|实发|扣|奖|年底)).*(工资|薪酬|薪资)",
    ),
    _coded(
        "entry_channel",
        _("Way of entry"),
        "招用方式 进入方式 招聘方式 录用方式 来源渠道 进入渠道 入职方式 招录方式",
    ),
    _coded("funding_source", _("Funding source"), "经费来源 资金来源 工资来源 经费渠道"),
    _day(
        "leave_date",
        _("Last day"),
        "离职日期 离职时间 退出时间 退出日期 减员时间 减员日期 解聘时间 离岗时间 离岗日期 解除合同时间 "
        "辞职时间 离开时间",
        r"(离职|退出|减员|解聘|离岗|辞退|辞职).*(日期|时间|年月)$",
    ),
    Field(
        "leave_reason",
        _("Reason for leaving"),
        "离职原因 退出原因 减员原因 离岗原因 解聘原因 离职事由 减员事由 离职情况",
        most=200,
    ),
    Field("remark", _("Remark"), "备注 备注说明 说明 其他说明", Shape.REMARK, most=300),
)

# Computed or filled for the eye: known, so that they are not shown as unmatched, and not read.
IGNORED = (
    Field("serial", _("Serial number"), "序号 总序号 分队序号 编号 序 No", Shape.IGNORED),
    Field("age", _("Age"), "年龄 周岁 现年龄", Shape.IGNORED),
    Field("retirement", _("Retirement"), "退休日期 退休时间 到龄时间", Shape.IGNORED),
    Field("seniority", _("Length of service"), "工龄 工作年限 本单位工龄", Shape.IGNORED),
    Field(
        "unit_name",
        _("Unit"),
        "单位 单位名称 街道 所属街道 所在单位 用人单位 用工单位 所属单位",
        Shape.IGNORED,
    ),
)

ALL = {field.name: field for field in (*PERSON, *WORK, *IGNORED)}
READ = {name: field for name, field in ALL.items() if field.shape is not Shape.IGNORED}

# A sheet of people shows both; every other sheet is left alone.
ANCHORS = ("id_no", "name")
REQUIRED = ("name", "id_no", "post_category", "mode", "start_date")
REQUIRED_OF_LEAVERS = ("id_no", "leave_date")
# What the rules ask of every hire and many a roster has no column for.
SAID_ONCE = ("entry_channel", "funding_source")
# Whoever fills in one of these speaks of people at work, even with a column for leaving beside it.
WORKING = frozenset({"mode", "post_category", "start_date", "monthly_pay_fen", "contract_end"})
LEAVING = frozenset({"leave_date", "leave_reason"})

# Headings with such a word speak of another person, another date or another thing.
FOREIGN = (
    "紧急 家庭成员 配偶 父 母 子女 亲属姓名 签发 有效期 推荐 介绍人 办公电话 单位电话 上级 审核 照片 "
    "是否 年薪 第二 备用 "
    "曾用 拼音 英文 等级 级别 系数 补贴 津贴 社保 公积金 年限 工龄 人数 编号 证书 天数 银行预留 "
    "基本工资 岗位工资 绩效 奖金 实发"
)


def vocabulary() -> Vocabulary:
    """The words of all fields, with the English labels that our own files carry."""
    with override("en"):
        words = [
            Word(field.name, (*field.words.split(), str(field.label)), field.pattern)
            for field in ALL.values()
        ]
    return Vocabulary(words, FOREIGN.split())


VOCABULARY = vocabulary()
