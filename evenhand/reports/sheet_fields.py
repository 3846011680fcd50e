"""The columns of the sheets: what each is called in both languages, how wide it is, and whether it is masked."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a sheet: its name in the table, its two headings, its width in characters.

    What is told in words is masked; ids stay as they are, so that a row can be found again.
    """

    name: str
    zh: str
    en: str
    wide: int = 14
    told: bool = False


FINDINGS = (
    Field(name="contact_id", zh="联系编号", en="contact_id", wide=18),
    Field(name="debtor_id", zh="债务人", en="debtor_id", wide=18),
    Field(name="at", zh="时间", en="at", wide=19),
    Field(name="lender", zh="贷款机构", en="lender", wide=18),
    Field(name="agency", zh="催收机构", en="agency", wide=18),
    Field(name="pack", zh="规则包", en="pack", wide=20),
    Field(name="rule", zh="规则", en="rule", wide=22),
    Field(name="in_force", zh="施行日", en="in_force", wide=12),
    Field(name="outcome", zh="结论", en="outcome", wide=18),
    Field(name="severity", zh="轻重", en="severity", wide=8),
    Field(name="sentence_zh", zh="发现", en="finding (Chinese)", wide=60, told=True),
    Field(name="sentence_en", zh="发现（英文）", en="finding", wide=60, told=True),
    Field(name="related", zh="一并计入", en="related", wide=30),
    Field(name="facts", zh="所用事实", en="facts", wide=40, told=True),
)
RINGS = (
    Field(name="ring_id", zh="组编号", en="ring_id", wide=18),
    Field(name="kind", zh="类别（均为疑似）", en="kind (suspected)", wide=18),
    Field(name="score", zh="有组织的概率估计", en="score", wide=10),
    Field(name="complaints", zh="投诉", en="complaints", wide=10),
    Field(name="complainants", zh="投诉人", en="complainants", wide=10),
    Field(name="institutions", zh="机构", en="institutions", wide=10),
    Field(name="borne_out", zh="有催收发现", en="borne_out", wide=10),
    Field(name="first_at", zh="最早", en="first_at", wide=19),
    Field(name="last_at", zh="最晚", en="last_at", wide=19),
    Field(name="sentence_zh", zh="说明", en="sentence (Chinese)", wide=60, told=True),
    Field(name="sentence_en", zh="说明（英文）", en="sentence", wide=60, told=True),
    Field(name="reasons", zh="理由", en="reasons", wide=60),
    Field(name="counter", zh="相反的事实", en="counter", wide=60),
)
MEMBERS = (
    Field(name="ring_id", zh="组编号", en="ring_id", wide=18),
    Field(name="complaint_id", zh="投诉编号", en="complaint_id", wide=18),
    Field(name="strength", zh="关联强度", en="strength", wide=10),
    Field(name="standing", zh="地位（review：待人查看）", en="standing", wide=14),
)
TIES = (
    Field(name="complaint_a", zh="投诉甲", en="complaint_a", wide=18),
    Field(name="complaint_b", zh="投诉乙", en="complaint_b", wide=18),
    Field(name="kind", zh="关联", en="kind", wide=14),
    Field(name="weight", zh="权重", en="weight", wide=10),
    Field(name="detail", zh="细节", en="detail", wide=40, told=True),
)
