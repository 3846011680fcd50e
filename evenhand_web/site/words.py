"""The words of the frame, and one look-up over the words of all rooms."""

from evenhand_web.complaints.words import WORDS as COMPLAINTS
from evenhand_web.people.words import WORDS as PEOPLE
from evenhand_web.portal.words import WORDS as PORTAL
from evenhand_web.registry.words import WORDS as REGISTRY
from evenhand_web.runs.words import WORDS as RUNS

FRAME: dict[str, dict[str, str]] = {
    "site.title": {"zh": "秉衡 Evenhand", "en": "Evenhand 秉衡"},
    "site.skip": {"zh": "跳到正文", "en": "Skip to the content"},
    "site.nav": {"zh": "主导航", "en": "Main"},
    "site.language": {"zh": "语言", "en": "Language"},
    "site.local": {
        "zh": "在本机上不必登录：能打开本页的人都能看到并删除全部任务。",
        "en": "On this machine nobody signs in for runs: whoever opens this page can see and delete them all.",
    },
    "nav.runs": {"zh": "任务", "en": "Runs"},
    "nav.desk": {"zh": "投诉办理", "en": "Complaints"},
    "due.late": {"zh": "已超期", "en": "overdue"},
    "due.near": {"zh": "将到期", "en": "due soon"},
    "nav.new": {"zh": "新任务", "en": "New run"},
    "time.seconds": {"zh": "{seconds} 秒", "en": "{seconds} s"},
    "time.minutes": {"zh": "{minutes} 分 {seconds} 秒", "en": "{minutes} min {seconds} s"},
    "form.wrong": {"zh": "还差一点，没有提交：", "en": "Not sent yet:"},
    "text.whole": {"zh": "全文（{n} 字）", "en": "the whole of it ({n} signs)"},
    "page.nav": {"zh": "翻页", "en": "Pages"},
    "page.of": {"zh": "第 {page} 页，共 {pages} 页", "en": "Page {page} of {pages}"},
    "page.before": {"zh": "上一页", "en": "Previous"},
    "page.after": {"zh": "下一页", "en": "Next"},
    "problem.back": {"zh": "回到列表", "en": "Back to the list"},
    "problem.status": {"zh": "状态码 {status}", "en": "Status {status}"},
    "problem.locked.title": {"zh": "尝试次数过多", "en": "Too many tries"},
    "problem.locked.safe": {
        "zh": "登录名和密码多次不符，这个账户从这台电脑暂时不能登录。账户本身没有变化。",
        "en": "Login and password did not match several times; this account is paused here. It is unchanged.",
    },
    "problem.locked.next": {
        "zh": "请十五分钟后再试，或请本单位管理员重设密码。",
        "en": "Try again in fifteen minutes, or ask your administrator for a new password.",
    },
    "problem.not_found.title": {"zh": "没有这一页", "en": "There is no such page"},
    "problem.not_found.safe": {
        "zh": "地址可能写错了，或者这一项已经删除、转走，或者不由您办理。其他内容不受影响。",
        "en": "The address may be mistyped, or what was here was deleted, passed on, or is not yours to see. Nothing "
        "else is affected.",
    },
    "problem.not_found.next": {
        "zh": "请从列表重新打开。",
        "en": "Open it again from the list.",
    },
    "problem.server_error.title": {"zh": "这一页出错了", "en": "This page broke"},
    "problem.server_error.safe": {
        "zh": "已经保存的内容没有改动。",
        "en": "What was stored already is unchanged.",
    },
    "problem.server_error.next": {
        "zh": "请稍后再试；仍然出错时，请把当时的操作和时间告诉管理员。",
        "en": "Try again in a moment. If it breaks again, tell whoever looks after this "
        "installation what you did and when.",
    },
    "problem.out_of_reach.title": {"zh": "暂时取不到这份材料", "en": "This paper cannot be fetched at the moment"},
    "problem.out_of_reach.safe": {
        "zh": "材料还在，没有丢失；存放它的地方暂时连不上。",
        "en": "The paper is safe; where it is kept does not answer at the moment.",
    },
    "problem.out_of_reach.next": {
        "zh": "请过几分钟再打开；一直打不开时，请告诉管理员。",
        "en": "Open it again in a few minutes. If it stays away, tell whoever looks after this installation.",
    },
    "problem.stale_form.title": {"zh": "表单已失效，没有提交", "en": "The form had gone stale and was not sent"},
    "problem.stale_form.safe": {
        "zh": "页面打开太久，或浏览器没有保存本站的 Cookie，所以不能确认是您本人提交。什么都没有改动。",
        "en": "The page was open too long, or the browser kept no cookie of this site, so it is not certain "
        "that you sent it. Nothing was changed.",
    },
    "problem.stale_form.next": {
        "zh": "请回到上一页刷新后再提交。",
        "en": "Go back, reload the page and send it again.",
    },
    "problem.forbidden.title": {"zh": "不能这样做", "en": "This is not allowed"},
    "problem.forbidden.safe": {"zh": "什么都没有改动。", "en": "Nothing was changed."},
    "problem.forbidden.next": {"zh": "请从列表重新开始。", "en": "Start again from the list."},
    "problem.wrong_method.title": {"zh": "这个地址不能这样打开", "en": "This address cannot be opened like this"},
    "problem.wrong_method.safe": {
        "zh": "它只接受由页面上的按钮或链接发出的请求。什么都没有改动。",
        "en": "It answers only to the button or link of a page that leads to it. Nothing was changed.",
    },
    "problem.wrong_method.next": {
        "zh": "请从列表重新打开，再用页面上的按钮操作。",
        "en": "Open it again from the list and use the buttons of the page.",
    },
    "problem.bad_request.title": {"zh": "看不懂这个请求", "en": "This request made no sense"},
    "problem.bad_request.safe": {
        "zh": "地址或表单不完整。什么都没有改动。",
        "en": "The address or form was incomplete. Nothing was changed.",
    },
    "problem.bad_request.next": {
        "zh": "请从列表重新开始。",
        "en": "Start again from the list.",
    },
    "problem.wrong_host.title": {"zh": "这个主机名没有登记", "en": "This host name is not registered"},
    "problem.wrong_host.safe": {"zh": "什么都没有改动。", "en": "Nothing was changed."},
    "problem.wrong_host.next": {
        "zh": "请管理员把这个主机名写进 EVENHAND_HOSTS，或者用原来的地址访问。",
        "en": "Have it added to EVENHAND_HOSTS, or use the address you used before.",
    },
    "problem.too_long.title": {"zh": "内容太长，没有提交", "en": "Too long, and not sent"},
    "problem.too_long.safe": {
        "zh": "一次提交的文字太多，没有接收。以前保存的内容都还在。",
        "en": "There was more text than one form may bring, so it was not taken. What was kept before is still here.",
    },
    "problem.too_long.next": {
        "zh": "请按浏览器的“返回”回到刚才的页面，只留要点（2 万字以内），其余做成 Word 或 PDF 作为材料上传。",
        "en": "Go back with the browser, keep the main points (20,000 signs at most), and hand in the rest as a Word "
        "or PDF paper.",
    },
}

WORDS: dict[str, dict[str, str]] = {**FRAME, **RUNS, **PORTAL, **PEOPLE, **REGISTRY, **COMPLAINTS}


def sentence(key: str, lang: str) -> str:
    """The words of `key` in `lang`."""
    return WORDS[key][lang]
