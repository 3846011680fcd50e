"""What is written into the journal about people's accounts: numbers and roles, no names."""

from evenhand_web.journal.kinds import Kind

KINDS = (
    Kind(name="people.added", say={"zh": "开户", "en": "Account opened"}, facts=("roles",)),
    Kind(name="people.appointed", say={"zh": "授予角色", "en": "Role given"}, facts=("role",)),
    Kind(name="people.dismissed", say={"zh": "收回角色", "en": "Role taken back"}, facts=("role",)),
    Kind(name="people.shut_out", say={"zh": "停用账户", "en": "Account closed"}),
    Kind(name="people.let_in_again", say={"zh": "恢复账户", "en": "Account opened again"}),
    Kind(name="people.password_reset", say={"zh": "重置密码", "en": "Password reset"}),
    Kind(name="people.second_factor_removed", say={"zh": "解除动态口令", "en": "Second factor removed"}),
    Kind(name="people.bound", say={"zh": "绑定统一身份认证", "en": "Bound to single sign-on"}),
)
