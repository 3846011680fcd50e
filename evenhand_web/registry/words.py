"""The words of the registrar's pages."""

WORDS: dict[str, dict[str, str]] = {
    "registry.title": {"zh": "机构登记", "en": "Registry"},
    "registry.name": {"zh": "名称", "en": "Name"},
    "registry.name_en": {"zh": "英文名称", "en": "English name"},
    "registry.code": {"zh": "编码", "en": "Code"},
    "registry.kind": {"zh": "性质", "en": "Kind"},
    "registry.institution_type": {"zh": "机构类型", "en": "Type of institution"},
    "registry.aliases": {"zh": "简称和曾用名", "en": "Short and earlier names"},
    "registry.alias": {"zh": "增加简称", "en": "Add a short name"},
    "registry.rename": {"zh": "更名", "en": "Rename"},
    "registry.merge": {"zh": "并入另一家", "en": "Merge into another"},
    "registry.into": {"zh": "并入", "en": "Into"},
    "registry.on": {"zh": "自何日起", "en": "From which day"},
    "registry.register": {"zh": "登记机构", "en": "Register an organisation"},
    "registry.jurisdiction": {"zh": "管辖", "en": "Jurisdiction"},
    "registry.give": {"zh": "指定管辖", "en": "Give jurisdiction"},
    "registry.authority": {"zh": "主管部门", "en": "Authority"},
    "registry.subject": {"zh": "事项", "en": "Subject"},
    "registry.any": {"zh": "其他各类", "en": "any other"},
    "registry.remove": {"zh": "删除", "en": "Remove"},
    "registry.merged": {"zh": "已并入 {name}", "en": "Merged into {name}"},
    "registry.done": {"zh": "已登记。", "en": "Done."},
    "registry.wrong": {"zh": "请核对“{field}”。", "en": "Look again at: {field}."},
    "registry.find": {"zh": "名称或编码", "en": "Name or code"},
    "registry.find.all": {"zh": "全部", "en": "All of them"},
    "naming.near": {"zh": "是这一家吗？", "en": "Is it this one?"},
    "naming.which": {
        "zh": "叫“{words}”的不止一家，请在下面选一家。",
        "en": "More than one is called “{words}”; pick one below.",
    },
    "naming.unknown": {
        "zh": "没有登记叫“{words}”的单位。请换一个名称；没有登记的，请登记员先登记。",
        "en": "Nothing called “{words}” is registered. Try another name; a registrar enters what is missing.",
    },
    "naming.help.institution": {
        "zh": "写简称、全称或拼音首字母，例如“甬行”或“yjyh”。",
        "en": "A short name, the full one, or the initials of its pinyin.",
    },
    "naming.help.authority": {
        "zh": "主管部门的简称、全称或拼音首字母。",
        "en": "An authority’s short name, the full one, or the initials of its pinyin.",
    },
    "naming.help.overseer": {
        "zh": "主管部门或协会的简称、全称或拼音首字母。",
        "en": "An authority or association: its short name, the full one, or the initials of its pinyin.",
    },
    "naming.help.any": {
        "zh": "单位的简称、全称或拼音首字母。",
        "en": "Its short name, the full one, or the initials of its pinyin.",
    },
    "registry.count": {"zh": "共 {n} 家", "en": "{n} in all"},
}
