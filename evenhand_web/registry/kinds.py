"""What the registry writes into the journal. Nothing in it is about a natural person."""

from evenhand_web.journal.kinds import Kind

KINDS = (
    Kind(name="registry.registered", say={"zh": "登记机构", "en": "Organisation registered"}, facts=("code", "name")),
    Kind(name="registry.renamed", say={"zh": "机构更名", "en": "Organisation renamed"}, facts=("was", "name", "on")),
    Kind(name="registry.merged", say={"zh": "机构合并", "en": "Organisation merged"}, facts=("into", "on")),
    Kind(name="registry.alias_added", say={"zh": "增加简称", "en": "Short name added"}, facts=("alias",)),
    Kind(name="registry.alias_removed", say={"zh": "删除简称", "en": "Short name removed"}, facts=("alias",)),
    Kind(
        name="registry.jurisdiction_given",
        say={"zh": "确定管辖", "en": "Jurisdiction given"},
        facts=("subject", "institution_type", "was"),
    ),
)
