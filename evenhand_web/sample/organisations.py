"""The city's organisations, who answers for what, and who works where; every name is made up."""

# key, code, kind, type, name, English name, short names
ORGANISATIONS = (
    ("bureau", "A01", "authority", "", "明州金融监管局", "Mingzhou Financial Bureau", ("明州局",)),
    ("central", "A02", "authority", "", "人民银行明州分行", "PBC Mingzhou Branch", ("明州人行",)),
    ("office", "A03", "authority", "", "明州市委金融办", "Mingzhou Finance Office", ("金融办",)),
    ("securities", "A04", "authority", "", "明州证监局", "Mingzhou Securities Bureau", ()),
    ("reform", "A05", "authority", "", "明州发改委", "Mingzhou Development Commission", ()),
    ("association", "S01", "association", "", "明州银行业协会", "Mingzhou Banking Association", ("明州银协",)),
    ("yongjiang", "B01", "institution", "bank", "甬江银行", "Yongjiang Bank", ("甬行",)),
    ("dongqian", "B02", "institution", "bank", "东钱湖银行", "Dongqian Lake Bank", ("东钱湖行",)),
    ("tiantong", "B03", "institution", "bank", "天童山商业银行", "Tiantong Bank", ("天童银行",)),
    ("zhaobao", "B04", "institution", "bank", "招宝山村镇银行", "Zhaobao Rural Bank", ()),
    ("siming", "C01", "institution", "consumer_finance", "四明消费金融", "Siming Consumer Finance", ("四明消金",)),
    ("fengjiang", "C02", "institution", "consumer_finance", "奉江消费金融", "Fengjiang Consumer Finance", ()),
    ("yaojiang", "M01", "institution", "microloan", "姚江小贷", "Yaojiang Loans", ()),
    ("yuehu", "M02", "institution", "microloan", "月湖小贷", "Yuehu Loans", ()),
    ("baoguo", "I01", "institution", "insurer", "保国寺人寿", "Baoguo Life", ("保国人寿",)),
    ("xikou", "I02", "institution", "insurer", "溪口人寿", "Xikou Life", ()),
    ("xiangshan", "I03", "institution", "insurer", "象山港财险", "Xiangshan Insurance", ()),
    ("leiting", "G01", "agency", "", "三江雷霆商务", "Sanjiang Leiting", ()),
)  # fmt: skip

# authority, subject, institution type (empty: any other)
JURISDICTIONS = (
    ("bureau", "conduct", ""),
    ("bureau", "collection", ""),
    ("office", "conduct", "microloan"),
    ("office", "collection", "microloan"),
    ("central", "credit_report", ""),
    ("central", "payment", ""),
    ("securities", "investment", ""),
    ("reform", "public_credit", ""),
)

# login, where, name, roles
PEOPLE = (
    ("officer", "bureau", "沈知衡", ("officer",)),
    ("hotline", "bureau", "顾小满", ("hotline",)),
    ("analyst", "bureau", "陆明远", ("analyst",)),
    ("chief", "bureau", "方有成", ("administrator", "registrar")),
    ("central", "central", "邵清如", ("officer", "administrator")),
    ("office", "office", "俞正言", ("officer", "administrator")),
    ("association", "association", "范思齐", ("registrar", "analyst", "administrator")),
    ("desk", "yongjiang", "周可为", ("desk",)),
    ("approver", "yongjiang", "郑守约", ("approver",)),
    ("reviewer", "yongjiang", "孙再思", ("reviewer",)),
    ("manager", "yongjiang", "吴长青", ("administrator", "analyst")),
    ("desk2", "dongqian", "蒋一诺", ("desk", "administrator")),
    ("desk3", "siming", "史克勤", ("desk", "administrator")),
    ("desk4", "yaojiang", "任安然", ("desk", "administrator")),
    ("desk5", "baoguo", "柯以恒", ("desk", "administrator")),
    ("agency", "leiting", "毛三省", ("administrator", "analyst")),
)

# What `evenhand demo` found in the sample city's files is shown as this one's.
WHOSE_RUNS = "A01"
