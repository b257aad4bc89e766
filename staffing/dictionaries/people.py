"""Code lists that describe a person; values are the national (GB) codes where one is settled."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """GB/T 2261.1; read from digit 17 of the ID number."""

    UNKNOWN = "0", _("Unknown sex")
    MALE = "1", _("Male")
    FEMALE = "2", _("Female")
    NOT_STATED = "9", _("Sex not stated")


class IdType(TextChoices):
    """Papers a person may be known by; each has its own shape and its own checks."""

    RESIDENT = "id_card", _("Resident identity card")
    HMT_RESIDENCE = "hmt_permit", _("Residence permit for Hong Kong, Macao and Taiwan residents")
    HMT_TRAVEL = "hmt_travel", _("Mainland travel permit for Hong Kong, Macao and Taiwan residents")
    FOREIGN_PERMANENT = "foreign_card", _("Foreign permanent resident card")
    PASSPORT = "passport", _("Passport")


class Education(TextChoices):
    """GB/T 4658-2006; a last digit of 1, 2, 3 means graduated, completed, left without finishing."""

    POSTGRADUATE = "10", _("Postgraduate")
    DOCTOR = "11", _("Doctoral study, graduated")
    DOCTOR_COMPLETED = "12", _("Doctoral study, completed")
    DOCTOR_LEFT = "13", _("Doctoral study, not finished")
    MASTER = "14", _("Master's study, graduated")
    MASTER_COMPLETED = "15", _("Master's study, completed")
    MASTER_LEFT = "16", _("Master's study, not finished")
    GRADUATE_CLASS = "17", _("Graduate class, graduated")
    GRADUATE_CLASS_COMPLETED = "18", _("Graduate class, completed")
    GRADUATE_CLASS_LEFT = "19", _("Graduate class, not finished")
    BACHELOR = "20", _("University")
    BACHELOR_GRADUATED = "21", _("University, graduated")
    BACHELOR_COMPLETED = "22", _("University, completed")
    BACHELOR_LEFT = "23", _("University, not finished")
    UNIVERSITY_ORDINARY_CLASS = "28", _("University, ordinary class")
    COLLEGE = "30", _("College diploma")
    COLLEGE_GRADUATED = "31", _("College, graduated")
    COLLEGE_COMPLETED = "32", _("College, completed")
    COLLEGE_LEFT = "33", _("College, not finished")
    VOCATIONAL = "40", _("Secondary vocational")
    SPECIALISED = "41", _("Secondary specialised school, graduated")
    SPECIALISED_COMPLETED = "42", _("Secondary specialised school, completed")
    SPECIALISED_LEFT = "43", _("Secondary specialised school, not finished")
    VOCATIONAL_HIGH = "44", _("Vocational high school, graduated")
    VOCATIONAL_HIGH_COMPLETED = "45", _("Vocational high school, completed")
    VOCATIONAL_HIGH_LEFT = "46", _("Vocational high school, not finished")
    TECHNICAL = "47", _("Technical workers' school, graduated")
    TECHNICAL_COMPLETED = "48", _("Technical workers' school, completed")
    TECHNICAL_LEFT = "49", _("Technical workers' school, not finished")
    HIGH_SCHOOL = "60", _("High school")
    HIGH_SCHOOL_GRADUATED = "61", _("High school, graduated")
    HIGH_SCHOOL_COMPLETED = "62", _("High school, completed")
    HIGH_SCHOOL_LEFT = "63", _("High school, not finished")
    MIDDLE_SCHOOL = "70", _("Middle school")
    PRIMARY_SCHOOL = "80", _("Primary school")
    OTHER = "90", _("Other education")


class Degree(TextChoices):
    """Own codes: the public tables labelled GB/T 6864 contradict each other."""

    NONE = "0", _("No degree")
    HONORARY_DOCTOR = "1", _("Honorary doctor")
    DOCTOR = "2", _("Doctor's degree")
    MASTER = "3", _("Master's degree")
    BACHELOR = "4", _("Bachelor's degree")


class Political(TextChoices):
    """GB/T 4762-1984."""

    PARTY_MEMBER = "01", _("Party member")
    PROBATIONARY = "02", _("Probationary party member")
    LEAGUE = "03", _("Communist Youth League member")
    RCCK = "04", _("Revolutionary Committee of the Kuomintang")
    CDL = "05", _("China Democratic League")
    CNDCA = "06", _("China National Democratic Construction Association")
    CAPD = "07", _("China Association for Promoting Democracy")
    CPWDP = "08", _("Chinese Peasants' and Workers' Democratic Party")
    ZHI_GONG = "09", _("China Zhi Gong Party")
    JIUSAN = "10", _("Jiusan Society")
    TDSL = "11", _("Taiwan Democratic Self-Government League")
    NO_PARTY = "12", _("Personage without party affiliation")
    MASSES = "13", _("No party")


class Marital(TextChoices):
    """GB/T 2261.2, the two-digit form."""

    SINGLE = "10", _("Single")
    MARRIED = "20", _("Married")
    WIDOWED = "30", _("Widowed")
    DIVORCED = "40", _("Divorced")
    NOT_STATED = "90", _("Marital status not stated")


class Household(TextChoices):
    """Kind of household registration as contract-staff registers keep it."""

    AWAY_RURAL = "0", _("Elsewhere, rural")
    AWAY_URBAN = "1", _("Elsewhere, urban")
    LOCAL_RURAL = "2", _("Local, rural")
    LOCAL_URBAN = "3", _("Local, urban")


class TitleLevel(TextChoices):
    """Professional title (职称)."""

    NONE = "0", _("No title")
    JUNIOR = "1", _("Junior title")
    MIDDLE = "2", _("Middle title")
    ASSOCIATE_SENIOR = "3", _("Associate senior title")
    SENIOR = "4", _("Senior title")


class SkillLevel(TextChoices):
    """Workers' skill level; the national scale counts down to 1."""

    NONE = "0", _("No skill level")
    SENIOR_TECHNICIAN = "1", _("Senior technician")
    TECHNICIAN = "2", _("Technician")
    ADVANCED = "3", _("Advanced worker")
    INTERMEDIATE = "4", _("Intermediate worker")
    BASIC = "5", _("Basic worker")


class Ethnic(TextChoices):
    """GB/T 3304-1991."""

    HAN = "01", _("Han")
    MONGOL = "02", _("Mongol")
    HUI = "03", _("Hui")
    TIBETAN = "04", _("Tibetan")
    UYGHUR = "05", _("Uyghur")
    MIAO = "06", _("Miao")
    YI = "07", _("Yi")
    ZHUANG = "08", _("Zhuang")
    BOUYEI = "09", _("Bouyei")
    KOREAN = "10", _("Korean")
    MANCHU = "11", _("Manchu")
    DONG = "12", _("Dong")
    YAO = "13", _("Yao")
    BAI = "14", _("Bai")
    TUJIA = "15", _("Tujia")
    HANI = "16", _("Hani")
    KAZAKH = "17", _("Kazakh")
    DAI = "18", _("Dai")
    LI = "19", _("Li")
    LISU = "20", _("Lisu")
    VA = "21", _("Va")
    SHE = "22", _("She")
    GAOSHAN = "23", _("Gaoshan")
    LAHU = "24", _("Lahu")
    SUI = "25", _("Sui")
    DONGXIANG = "26", _("Dongxiang")
    NAXI = "27", _("Naxi")
    JINGPO = "28", _("Jingpo")
    KIRGIZ = "29", _("Kirgiz")
    TU = "30", _("Tu")
    DAUR = "31", _("Daur")
    MULAO = "32", _("Mulao")
    QIANG = "33", _("Qiang")
    BLANG = "34", _("Blang")
    SALAR = "35", _("Salar")
    MAONAN = "36", _("Maonan")
    GELAO = "37", _("Gelao")
    XIBE = "38", _("Xibe")
    ACHANG = "39", _("Achang")
    PUMI = "40", _("Pumi")
    TAJIK = "41", _("Tajik")
    NU = "42", _("Nu")
    UZBEK = "43", _("Uzbek")
    RUSSIAN = "44", _("Russian")
    EWENKI = "45", _("Ewenki")
    DEANG = "46", _("De'ang")
    BONAN = "47", _("Bonan")
    YUGUR = "48", _("Yugur")
    GIN = "49", _("Gin")
    TATAR = "50", _("Tatar")
    DERUNG = "51", _("Derung")
    OROQEN = "52", _("Oroqen")
    HEZHEN = "53", _("Hezhen")
    MONBA = "54", _("Monba")
    LHOBA = "55", _("Lhoba")
    JINO = "56", _("Jino")
    OTHER = "97", _("Other ethnic group")
    FOREIGN = "98", _("Of foreign descent")
