"""What an organisation can be, what institutions there are, and what a matter can be about. Two names each."""

INSTITUTION, AUTHORITY, ASSOCIATION, AGENCY = "institution", "authority", "association", "agency"

ORGANISATION_KINDS: dict[str, dict[str, str]] = {
    INSTITUTION: {"zh": "金融机构", "en": "Institution"},
    AUTHORITY: {"zh": "主管部门", "en": "Authority"},
    ASSOCIATION: {"zh": "协会", "en": "Association"},
    AGENCY: {"zh": "催收机构", "en": "Collection agency"},
}

INSTITUTION_TYPES: dict[str, dict[str, str]] = {
    "bank": {"zh": "银行", "en": "Bank"},
    "insurer": {"zh": "保险公司", "en": "Insurer"},
    "consumer_finance": {"zh": "消费金融公司", "en": "Consumer-finance company"},
    "microloan": {"zh": "小额贷款公司", "en": "Micro-loan company"},
    "guarantee": {"zh": "融资担保公司", "en": "Financing guarantor"},
    "securities": {"zh": "证券期货基金机构", "en": "Securities, futures or fund firm"},
    "payment": {"zh": "支付机构", "en": "Payment institution"},
    "other": {"zh": "其他机构", "en": "Other"},
}

SUBJECTS: dict[str, dict[str, str]] = {
    "conduct": {"zh": "产品与服务", "en": "Product or service"},
    "collection": {"zh": "催收行为", "en": "Debt collection"},
    "credit_report": {"zh": "征信", "en": "Credit report"},
    "payment": {"zh": "支付结算", "en": "Payments"},
    "investment": {"zh": "证券期货投资", "en": "Investment"},
    "public_credit": {"zh": "公共信用信息", "en": "Public credit record"},
}

# Who keeps the registry; a role of people, who live a floor above.
REGISTRAR = "registrar"

MERGED, SPLIT_OFF = "merged", "split_off"
ANY = ""
"""The institution type of a jurisdiction that holds whatever the type."""
