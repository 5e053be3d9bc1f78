"""The columns of a roster, and the words for roles, in six languages. Source: PRODUCT B1, C1, C2."""

from __future__ import annotations

from collections.abc import Mapping

from competition.domain.roster import RosterRole
from competition.formats.columns import Column

COLUMNS = (
    Column(
        "team_code",
        {
            "en": "Team code",
            "zh": "代表队代码",
            "fr": "Code équipe",
            "ru": "Код команды",
            "ar": "رمز الفريق",
            "es": "Código de equipo",
        },
        (
            "team",
            "team code",
            "country code",
            "member code",
            "member",
            "国家代码",
            "国家/地区代码",
            "code pays",
            "код страны",
        ),
        needed=True,
    ),
    Column(
        "team_name",
        {
            "en": "Team name",
            "zh": "代表队",
            "fr": "Équipe",
            "ru": "Команда",
            "ar": "الفريق",
            "es": "Equipo",
        },
        ("country", "member name", "delegation", "国家", "国家或地区", "代表队名称", "pays", "страна", "البلد", "país"),
    ),
    Column(
        "native_name",
        {
            "en": "Name",
            "zh": "姓名",
            "fr": "Nom",
            "ru": "Имя",
            "ar": "الاسم",
            "es": "Nombre",
        },
        (
            "native name",
            "full name",
            "name native",
            "name in native script",
            "original name",
            "本名",
            "母语姓名",
            "nom complet",
            "фио",
            "الاسم الكامل",
        ),
        needed=True,
    ),
    Column(
        "latin_name",
        {
            "en": "Latin name",
            "zh": "拉丁字母姓名",
            "fr": "Nom en lettres latines",
            "ru": "Имя латиницей",
            "ar": "الاسم بالحروف اللاتينية",
            "es": "Nombre en letras latinas",
        },
        (
            "name in latin letters",
            "name latin",
            "latin",
            "passport name",
            "英文姓名",
            "拼音",
            "护照姓名",
            "nom du passeport",
        ),
    ),
    Column(
        "native_language",
        {
            "en": "Language of the name",
            "zh": "姓名语言",
            "fr": "Langue du nom",
            "ru": "Язык имени",
            "ar": "لغة الاسم",
            "es": "Idioma del nombre",
        },
        ("native language", "language", "语言", "langue", "язык", "اللغة", "idioma"),
    ),
    Column(
        "birth_date",
        {
            "en": "Date of birth",
            "zh": "出生日期",
            "fr": "Date de naissance",
            "ru": "Дата рождения",
            "ar": "تاريخ الميلاد",
            "es": "Fecha de nacimiento",
        },
        ("birth date", "birthday", "born", "dob"),
    ),
    Column(
        "trade_code",
        {
            "en": "Trade code",
            "zh": "赛项代码",
            "fr": "Code métier",
            "ru": "Код компетенции",
            "ar": "رمز المهنة",
            "es": "Código de modalidad",
        },
        ("trade", "skill", "skill number", "赛项", "métier", "компетенция", "المهنة", "modalidad"),
    ),
    Column(
        "bib",
        {
            "en": "Entry code",
            "zh": "参赛号",
            "fr": "Dossard",
            "ru": "Номер участника",
            "ar": "رقم المشاركة",
            "es": "Dorsal",
        },
        ("entry", "bib number", "start number", "工位号", "numéro", "номер", "número"),
    ),
    Column(
        "role",
        {
            "en": "Role",
            "zh": "角色",
            "fr": "Rôle",
            "ru": "Роль",
            "ar": "الدور",
            "es": "Función",
        },
        ("function", "身份", "fonction", "rol"),
    ),
    Column(
        "group",
        {
            "en": "Group",
            "zh": "组别",
            "fr": "Groupe",
            "ru": "Группа",
            "ar": "المجموعة",
            "es": "Grupo",
        },
        ("second entry",),
    ),
    Column(
        "ref",
        {
            "en": "Reference (leave as it is)",
            "zh": "参照号（请勿修改）",
            "fr": "Référence (ne pas modifier)",
            "ru": "Ссылка (не менять)",
            "ar": "المرجع (لا تغيّره)",
            "es": "Referencia (no modificar)",
        },
        ("reference", "ref.", "参照号", "référence", "ссылка", "المرجع", "referencia"),
    ),
)

ROLE_WORDS: Mapping[RosterRole, Mapping[str, str]] = {
    RosterRole.COMPETITOR: {
        "en": "Competitor",
        "zh": "选手",
        "fr": "Compétiteur",
        "ru": "Участник",
        "ar": "متسابق",
        "es": "Competidor",
    },
    RosterRole.JUDGE: {
        "en": "Judge",
        "zh": "裁判员",
        "fr": "Juge",
        "ru": "Судья",
        "ar": "حكم",
        "es": "Juez",
    },
    RosterRole.CHIEF_JUDGE: {
        "en": "Chief judge",
        "zh": "裁判长",
        "fr": "Juge en chef",
        "ru": "Главный судья",
        "ar": "رئيس الحكام",
        "es": "Juez principal",
    },
    RosterRole.TEAM_LEADER: {
        "en": "Team leader",
        "zh": "领队",
        "fr": "Chef d'équipe",
        "ru": "Руководитель команды",
        "ar": "قائد الفريق",
        "es": "Jefe de equipo",
    },
    RosterRole.INTERPRETER: {
        "en": "Interpreter",
        "zh": "翻译",
        "fr": "Interprète",
        "ru": "Переводчик",
        "ar": "مترجم",
        "es": "Intérprete",
    },
}

OTHER_ROLE_WORDS: Mapping[RosterRole, tuple[str, ...]] = {
    RosterRole.COMPETITOR: ("参赛选手", "concurrent", "compétitrice", "конкурсант", "متسابقة", "competidora"),
    RosterRole.JUDGE: ("expert", "裁判", "专家", "juré", "эксперт", "jueza", "experto"),
    RosterRole.CHIEF_JUDGE: ("chief expert", "首席专家", "главный эксперт", "experto jefe"),
    RosterRole.TEAM_LEADER: ("delegate", "тим-лидер", "团长", "jefa de equipo"),
    RosterRole.INTERPRETER: ("translator", "译员", "traducteur", "traductor", "traductora"),
}
