"""What is said when a field of a form is not filled in as it must be: what is wrong, and what to do."""

TROUBLES: dict[str, dict[str, str]] = {
    "required": {"zh": "请填写这一项。", "en": "Fill this in."},
    "max_length": {
        "zh": "写得太长了。请写要点，其余可以作为材料上传。",
        "en": "This is too long. Give the main points; the rest can be handed in as a paper.",
    },
    "institution_text.required": {
        "zh": "请填写您要投诉的机构，写简称也可以。",
        "en": "Name the institution; a short name will do.",
    },
    "subject.required": {"zh": "请选择投诉的是哪类事情。", "en": "Choose what it is about."},
    "subject.invalid_choice": {"zh": "请选择投诉的是哪类事情。", "en": "Choose what it is about."},
    "narrative.required": {
        "zh": "请写明发生了什么，一句话也可以。",
        "en": "Say what happened; one sentence is enough.",
    },
    "narrative.wordless": {
        "zh": "内容里只有表情或符号，机构看不懂。请用文字补一句；实在不方便写，再点一次“下一步”，会有人先联系您。",
        "en": "There are only emoji or signs, which the firm cannot act on. Add a sentence; if you cannot, "
        "press Next once more and somebody will contact you first.",
    },
    "name.required": {"zh": "请填写投诉人的姓名。", "en": "Write the name of the person who complains."},
    "phone.required": {"zh": "请填写能收短信的手机号。", "en": "Give a telephone that receives messages."},
    "phone.invalid": {
        "zh": "手机号不对。大陆手机号是 11 位；境外号码请以 + 和国家代码开头。",
        "en": "This is not a mobile number: eleven digits in mainland China; from abroad, begin with + and the "
        "country code.",
    },
    "email.invalid": {
        "zh": "电子邮箱写错了，也可以不填。",
        "en": "The e-mail address is mistyped; it may be left out.",
    },
    "agent_name.required": {
        "zh": "替别人投诉时，请填写您自己的姓名。",
        "en": "Filing for somebody else, give your own name too.",
    },
    "agent_authorised.required": {
        "zh": "替别人投诉，需要对方授权。请确认已有授权，授权书可作为材料上传。",
        "en": "To file for somebody else you need their authorisation. Confirm that you have it; it can be "
        "handed in as a paper.",
    },
    "code.required": {"zh": "请填写短信里的 6 位数字。", "en": "Enter the six digits from the message."},
    "papers.required": {
        "zh": "还没有选择文件。没有材料可以直接下一步。",
        "en": "No file is chosen. Without papers, simply go on.",
    },
    "receipt.none": {
        "zh": "没有找到这个回执码。它是 12 个字母和数字，请对照回执再填一次。",
        "en": "No complaint has this code. It is twelve letters and digits; compare it with your receipt.",
    },
    "text.required": {"zh": "请写几句话再提交。", "en": "Write a few words first."},
    "stale": {
        "zh": "页面打开之后，这件投诉有了新进展。您写的内容还在下面，请看过新进展再决定是否提交。",
        "en": "The complaint has moved on since you opened the page. What you wrote is still below; look at "
        "what is new, then decide.",
    },
    "too_large": {
        "zh": "文件太大，没有接收：每份最多 {limit} MB，一次最多共 {whole} MB。视频请剪出要点。其他内容都已保存。",
        "en": "Too large, and not taken in: {limit} MB a file, {whole} MB at once. Cut a video to what matters. "
        "All else is kept.",
    },
}
