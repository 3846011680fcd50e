"""The closed lists of a complaint: doors, outcomes, reasons, grounds. Two names each."""

WEB, HOTLINE_DOOR, MUNICIPAL, INSTITUTION_DOOR, LETTER = "web", "hotline", "municipal", "institution", "letter"

DOORS: dict[str, dict[str, str]] = {
    WEB: {"zh": "网上", "en": "Online"},
    HOTLINE_DOOR: {"zh": "12378 热线", "en": "Hotline 12378"},
    MUNICIPAL: {"zh": "12345 转来", "en": "From 12345"},
    INSTITUTION_DOOR: {"zh": "机构接收", "en": "At the institution"},
    LETTER: {"zh": "来信来访", "en": "Letter or visit"},
}

OUTCOMES: dict[str, dict[str, str]] = {
    "upheld": {"zh": "诉求成立，全部解决", "en": "Upheld in full"},
    "partly_upheld": {"zh": "部分成立，部分解决", "en": "Upheld in part"},
    "settled": {"zh": "协商一致解决", "en": "Settled by agreement"},
    "explained": {"zh": "经核实不成立，已说明", "en": "Not upheld, explained"},
    "unreachable": {"zh": "多次联系不上投诉人", "en": "The consumer could not be reached"},
}

REASONS: dict[str, dict[str, str]] = {
    "error_found": {"zh": "机构操作有误", "en": "The institution made a mistake"},
    "conduct_found": {"zh": "人员行为违规", "en": "Staff or agents broke a rule"},
    "contract": {"zh": "按合同约定办理", "en": "As the contract provides"},
    "law": {"zh": "按法律法规办理", "en": "As the law provides"},
    "facts_differ": {"zh": "事实与投诉不符", "en": "The facts are otherwise"},
    "goodwill": {"zh": "出于善意给予照顾", "en": "Out of goodwill"},
    "other": {"zh": "其他", "en": "Other"},
}

REVIEW_OUTCOMES: dict[str, dict[str, str]] = {
    "upheld": {"zh": "维持原答复", "en": "The answer stands"},
    "changed": {"zh": "改变原答复", "en": "The answer is changed"},
    "again": {"zh": "原程序有误，已重新处理", "en": "The procedure was faulty; handled anew"},
}

RETURN_GROUNDS: dict[str, dict[str, str]] = {
    "not_ours": {"zh": "不是本机构的客户或产品", "en": "Not our customer or product"},
    "wrong_branch": {"zh": "应由另一分支机构办理", "en": "Another branch is responsible"},
    "no_authorisation": {"zh": "代理人没有有效授权", "en": "The agent holds no valid authorisation"},
    "other": {"zh": "其他", "en": "Other"},
}

PAUSE_GROUNDS: dict[str, dict[str, str]] = {
    "mediation": {"zh": "双方同意调解", "en": "Mediation that both sides want"},
    "outside-appraisal": {"zh": "外部鉴定、检测、评估", "en": "Outside appraisal"},
}
WAITING_FOR_CONSUMER = "waiting-for-consumer"

PURPOSES: dict[str, dict[str, str]] = {
    "contact": {"zh": "联系投诉人", "en": "To contact the consumer"},
    "identify": {"zh": "核对身份或账户", "en": "To identify the person or account"},
    "deliver": {"zh": "送达文书", "en": "To deliver a letter"},
    "check": {"zh": "监督检查", "en": "For supervision"},
}

PICKED_UP, MISSED = "picked_up", "missed"
CALL_OUTCOMES: dict[str, dict[str, str]] = {
    PICKED_UP: {"zh": "机构接听", "en": "Picked up"},
    MISSED: {"zh": "机构未接", "en": "Missed"},
}

DELIVERY_WAYS: dict[str, dict[str, str]] = {
    "hand": {"zh": "当面送达", "en": "By hand"},
    "post": {"zh": "邮寄送达", "en": "By post"},
    "electronic": {"zh": "电子送达", "en": "Electronically"},
}
