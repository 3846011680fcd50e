"""What a run may be shared for. Two names each; the journal holds the code."""

PURPOSES: dict[str, dict[str, str]] = {
    "supervision": {"zh": "监督检查", "en": "Supervision"},
    "recognition": {"zh": "异常投诉认定", "en": "Recognition of abnormal complaints"},
    "clue": {"zh": "线索核查", "en": "Checking a clue"},
    "rectification": {"zh": "整改核对", "en": "Checking a remedy"},
}
