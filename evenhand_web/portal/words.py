"""The words of the public's pages; what an official knows by a term of art is said here as people say it."""

WORDS: dict[str, dict[str, str]] = {
    "portal.title": {"zh": "金融消费投诉", "en": "Complain about a financial firm"},
    "portal.brand": {"zh": "秉衡 · 金融消费投诉", "en": "Evenhand · complaints"},
    "portal.foot": {
        "zh": "投诉不收费。不需要账户。请勿委托收费的“代理维权”。",
        "en": "Complaining is free and needs no account. Pay nobody to do it for you.",
    },
    "portal.size": {"zh": "字号", "en": "Type size"},
    "portal.size.large": {"zh": "大字", "en": "Larger"},
    "portal.size.usual": {"zh": "标准字", "en": "Usual"},
    "portal.next": {"zh": "下一步", "en": "Next"},
    "portal.back": {"zh": "上一步", "en": "Back"},
    "portal.change": {"zh": "修改", "en": "Change"},
    "portal.may_skip": {"zh": "（可不填）", "en": " (may be left out)"},
    "portal.sending": {"zh": "正在提交，请不要关闭页面……", "en": "Sending. Please keep this page open…"},
    "portal.trouble": {"zh": "还差一点，没有提交：", "en": "Not sent yet:"},
    "portal.step": {"zh": "第 {n} 步，共 5 步", "en": "Step {n} of 5"},
    # The way in
    "portal.start.what": {
        "zh": "对银行、保险、小贷、消费金融等机构不满意，可以在这里投诉。五步写完，机构在规定期限内答复您。",
        "en": "If you are not content with a bank, insurer, lender or other financial firm, complain here. Five short "
        "steps; the firm must then answer you within the time the rules give it.",
    },
    "portal.start.have": {
        "zh": "需要准备：能收短信的手机。合同、截图、录音等材料有就上传，没有也可以投诉。",
        "en": "You need a telephone that receives messages. Contracts, pictures or recordings help, but you can "
        "complain without.",
    },
    "portal.start.begin": {"zh": "我要投诉", "en": "Make a complaint"},
    "portal.start.go_on": {"zh": "继续填写", "en": "Go on writing"},
    "portal.start.kept": {
        "zh": "您有一份没写完的投诉，保留到最后一次填写后 24 小时。",
        "en": "You have a complaint that is not finished. It is kept for 24 hours after you last wrote.",
    },
    "portal.start.discard": {"zh": "删除草稿", "en": "Delete the draft"},
    "portal.start.follow": {"zh": "查进度、补材料", "en": "Follow a complaint"},
    "portal.start.code": {"zh": "回执码", "en": "Receipt code"},
    "portal.start.code.help": {
        "zh": "12 个字母和数字，大小写、空格都没关系。",
        "en": "Twelve letters and digits. Case and spaces do not matter.",
    },
    "portal.start.open": {"zh": "查看", "en": "Open"},
    "portal.start.open_case": {"zh": "回到刚才的投诉", "en": "Back to the complaint you opened"},
    "portal.start.lost": {
        "zh": "忘了回执码？它在投诉提交后的短信里。找不到短信，可以",
        "en": "Lost the code? It is in the message you got after filing. If that is gone,",
    },
    "portal.start.resend": {"zh": "让我们再发一次", "en": "have it sent again"},
    "portal.aside": {
        "zh": "您写的内容超过 2 万字，这里只显示前面一部分。全文没有丢，保留 24 小时：",
        "en": "You wrote more than 20,000 signs; here is the first part. Nothing is lost, the whole of it is kept for "
        "a day:",
    },
    "portal.aside.get": {"zh": "下载全文（文本文件）", "en": "save the whole text as a file"},
    "portal.case.additions.earlier": {"zh": "更早的 {n} 条补充", "en": "{n} earlier additions"},
    "portal.lost.title": {"zh": "再发一次回执码", "en": "Have the code sent again"},
    "portal.lost.what": {
        "zh": "填写投诉时用的手机号。我们把用它提交的投诉（最近三件）的回执码发到这个手机号，页面上不显示。",
        "en": "Give the number you filed with. The codes of its latest three complaints are sent to that number; they "
        "are not shown here.",
    },
    "portal.lost.send": {"zh": "发送", "en": "Send them"},
    "portal.said.resent": {
        "zh": "如果有用这个手机号提交的投诉，回执码已经发过去了。一小时内最多发五次。",
        "en": "If complaints were filed with this number, their codes are on the way. At most five messages an hour "
        "are sent to one number.",
    },
    "portal.said.left": {
        "zh": "已退出。这台设备上看不到您的投诉了。",
        "en": "Done. This device no longer shows your complaint.",
    },
    "portal.said.discarded": {"zh": "草稿和其中的材料已删除。", "en": "The draft and its papers are deleted."},
    "portal.said.sent": {
        "zh": "验证码已发送，没收到请等一分钟再重发。",
        "en": "The code is on its way. If it does not come, wait a minute and ask again.",
    },
    "portal.said.again": {
        "zh": "之前的草稿已过期删除，您刚写的内容保存在新的草稿里，请把前面几步补上。",
        "en": "The draft had expired. What you just wrote is kept in a new one; please fill in the steps before it.",
    },
    "portal.said.missing": {"zh": "请先填完这一步。", "en": "Please fill in this step first."},
    "portal.said.added": {"zh": "已补充，办理的人会看到。", "en": "Added. Those who handle it will see it."},
    "portal.said.replied": {"zh": "回答已送达，继续办理。", "en": "Your reply has arrived, and work goes on."},
    "portal.said.contested": {"zh": "核查申请已提交。", "en": "You asked for a review."},
    "portal.said.withdrawn": {"zh": "已撤回。", "en": "Withdrawn."},
    "portal.said.not_sealed": {
        "zh": "这一条还没有封存，请过一两分钟再下载证明。",
        "en": "This line is not sealed yet; its proof can be had in a minute or two.",
    },
    # 1
    "portal.institution.title": {"zh": "投诉哪家机构？", "en": "Which firm is it about?"},
    "portal.institution.label": {"zh": "机构名称", "en": "Its name"},
    "portal.institution.help": {
        "zh": "写简称或拼音首字母也可以，例如“甬行”或“yjyh”。",
        "en": "A short name will do, or the initials of its name in pinyin.",
    },
    "portal.institution.likely": {"zh": "是下面这一家吗？", "en": "Is it one of these?"},
    "portal.institution.none_of": {"zh": "都不是，就按我写的名称", "en": "None of these; take the name as I wrote it"},
    "portal.institution.unknown": {
        "zh": "没有登记叫“{words}”的机构。名称没写错就继续，主管部门会查清是哪一家。",
        "en": "No firm called “{words}” is registered. If the name is right, go on; the authority will find out "
        "which it is.",
    },
    "portal.institution.as_written": {"zh": "就按这个名称继续", "en": "Go on with this name"},
    # 2
    "portal.story.title": {"zh": "发生了什么？", "en": "What happened?"},
    "portal.story.subject": {"zh": "是哪类事情", "en": "What it is about"},
    "portal.story.label": {"zh": "经过", "en": "The story"},
    "portal.story.help": {
        "zh": "什么时候、在哪里、谁做了什么、涉及多少钱。想到什么写什么，一句话也可以。",
        "en": "When, where, who did what, how much money. Write as it comes; one sentence is enough.",
    },
    "portal.story.product": {"zh": "哪种产品或业务", "en": "Which product"},
    "portal.story.product.help": {"zh": "例如：信用卡、车险、网贷。", "en": "For example: credit card, car insurance."},
    "portal.subject.conduct": {"zh": "收费、合同、理赔、服务", "en": "Fees, contracts, claims, service"},
    "portal.subject.collection": {
        "zh": "催收：电话太多、骚扰家人、威胁",
        "en": "Debt collection: calls, family, threats",
    },
    "portal.subject.credit_report": {"zh": "征信记录有误", "en": "A wrong credit report"},
    "portal.subject.payment": {"zh": "付款、转账、支付账户", "en": "Payments, transfers, payment accounts"},
    "portal.subject.investment": {"zh": "股票、基金、期货", "en": "Shares, funds, futures"},
    "portal.subject.public_credit": {"zh": "公共信用信息（信用中国等）", "en": "A public credit record"},
    # 3
    "portal.wish.title": {"zh": "您希望怎样解决？", "en": "What do you want?"},
    "portal.wish.label": {"zh": "请求", "en": "What should happen"},
    "portal.wish.help": {
        "zh": "例如：退还 360 元、停止给家人打电话、更正记录、书面说明。",
        "en": "For example: pay back 360 yuan, stop calling my family, correct the record, explain in writing.",
    },
    # 4
    "portal.papers.title": {"zh": "有材料吗？", "en": "Do you have papers?"},
    "portal.papers.none": {
        "zh": "没有材料可以直接下一步，以后也能补。",
        "en": "Without papers simply go on; you can add them later.",
    },
    "portal.papers.label": {"zh": "选择文件", "en": "Choose files"},
    "portal.papers.help": {
        "zh": "PDF、照片、Word（DOCX）、OFD、MP4、MP3、WAV，每份最多 {limit} MB。照片里的拍摄地点等信息会自动去掉。",
        "en": "PDF, photographs, Word (DOCX), OFD, MP4, MP3, WAV; up to {limit} MB each. Where a photograph was "
        "taken is removed from it.",
    },
    "portal.papers.send": {"zh": "上传", "en": "Upload"},
    "portal.papers.here": {"zh": "已上传", "en": "Handed in"},
    "portal.papers.remove": {"zh": "删除", "en": "Remove"},
    # 5
    "portal.contact.title": {"zh": "怎样联系您？", "en": "How can you be reached?"},
    "portal.contact.why": {
        "zh": "这些信息加密保存，只给办理这件投诉的人看，每次查看都有记录，您能看到。",
        "en": "This is kept encrypted and shown only to those who handle the complaint. Each look is recorded, and you "
        "can see it.",
    },
    "portal.contact.name": {"zh": "投诉人姓名", "en": "Name of the person who complains"},
    "portal.contact.phone": {"zh": "手机号", "en": "Mobile number"},
    "portal.contact.phone.help": {"zh": "下一步会发验证码到这个号码。", "en": "A code is sent to this number next."},
    "portal.contact.id_number": {"zh": "身份证件号码", "en": "ID number"},
    "portal.contact.id_number.help": {
        "zh": "填写后机构能更快找到您的账户。",
        "en": "It helps the firm to find your account.",
    },
    "portal.contact.email": {"zh": "电子邮箱", "en": "E-mail"},
    "portal.contact.for_other": {"zh": "我替别人投诉", "en": "I file for somebody else"},
    "portal.contact.agent": {"zh": "替别人投诉时填写", "en": "If you file for somebody else"},
    "portal.contact.agent_name": {"zh": "您的姓名", "en": "Your own name"},
    "portal.contact.agent_authorised": {
        "zh": "对方已书面授权我投诉（手机号填我的）",
        "en": "I have written authorisation (the number above is mine)",
    },
    "portal.contact.send": {"zh": "发送验证码", "en": "Send me a code"},
    "portal.confirm.title": {"zh": "核对并提交", "en": "Check and file"},
    "portal.confirm.code": {"zh": "短信验证码", "en": "Code from the message"},
    "portal.confirm.code.help": {
        "zh": "已发到 {phone}，6 位数字，10 分钟内有效。",
        "en": "Sent to {phone}: six digits, good for ten minutes.",
    },
    "portal.confirm.known": {"zh": "{phone} 已验证，可以直接提交。", "en": "{phone} is confirmed; you can file now."},
    "portal.confirm.again": {"zh": "重新发送", "en": "Send it again"},
    "portal.confirm.file": {"zh": "提交投诉", "en": "File the complaint"},
    "portal.confirm.nothing": {"zh": "没有填写", "en": "Nothing written"},
    "portal.confirm.papers": {"zh": "{n} 份", "en": "{n}"},
    "portal.confirm.who": {"zh": "联系方式", "en": "How to reach you"},
    "portal.confirm.story": {"zh": "经过", "en": "What happened"},
    "portal.confirm.wish": {"zh": "请求", "en": "What you want"},
    "portal.confirm.institution": {"zh": "机构", "en": "Firm"},
    "portal.papers": {"zh": "材料", "en": "Papers"},
    # The receipt
    "portal.receipt.title": {"zh": "投诉已提交", "en": "Your complaint is filed"},
    "portal.receipt.code": {"zh": "回执码", "en": "Receipt code"},
    "portal.receipt.keep": {
        "zh": "请截图或抄下来，不要给别人看：凭它就能查看这件投诉、补充材料。短信里也有一份。",
        "en": "Write it down and show it to nobody: whoever has it can follow the complaint. It is also in the message "
        "sent to you.",
    },
    "portal.receipt.then": {"zh": "接下来", "en": "What happens next"},
    "portal.receipt.notice": {"zh": "有任何进展，都会发短信告诉您。", "en": "Whatever happens, a message tells you."},
    "portal.receipt.go": {"zh": "查看进度", "en": "Follow it"},
    # The complaint
    "portal.case.title": {"zh": "投诉进度", "en": "Your complaint"},
    "portal.case.number": {"zh": "编号 {number}", "en": "No. {number}"},
    "portal.case.at": {"zh": "{day} 提交", "en": "filed {day}"},
    "portal.case.basis": {"zh": "这个日期怎么来的", "en": "How this date comes about"},
    "portal.case.became": {
        "zh": "{was}现为{now}，由{now}继续办理。",
        "en": "{was} is now {now}, which goes on with it.",
    },
    "portal.case.your_turn": {"zh": "请您回答", "en": "A question for you"},
    "portal.case.question_at": {"zh": "{day} 提问", "en": "asked {day}"},
    "portal.case.reply": {"zh": "您的回答", "en": "Your reply"},
    "portal.case.reply.send": {"zh": "提交回答", "en": "Send the reply"},
    "portal.case.answer": {"zh": "机构的答复", "en": "The answer"},
    "portal.case.review": {"zh": "核查结果", "en": "Result of the review"},
    "portal.case.contest": {"zh": "不同意这个答复？", "en": "Do you disagree?"},
    "portal.case.contest.what": {
        "zh": "可以申请核查，由没有参与答复的人重新审查。申请核查不影响您调解、仲裁或起诉。",
        "en": "You may ask for a review by somebody who did not give the answer. Mediation, arbitration and the courts "
        "stay open to you.",
    },
    "portal.case.contest.label": {"zh": "不同意的地方", "en": "With what you disagree"},
    "portal.case.contest.send": {"zh": "申请核查", "en": "Ask for a review"},
    "portal.case.course": {"zh": "经过", "en": "What has happened"},
    "portal.case.proof": {"zh": "证明", "en": "Proof"},
    "portal.case.proof.of": {"zh": "下载“{line}”的证明", "en": "Download the proof of: {line}"},
    "portal.case.proofs": {"zh": "什么是证明？", "en": "What is a proof?"},
    "portal.case.proofs.what": {
        "zh": "每一步都封存在不能改动的记录里。证明是一个文件，"
        "任何人用公开的公钥就能核验这一步确实发生过、没有被改过。里面没有您的姓名和投诉内容。",
        "en": "Each step is sealed into a record that nobody can rewrite. A proof is a file by which anyone who "
        "has the published key can check that the step took place and was not altered. It holds neither your name nor "
        "your words.",
    },
    "portal.case.proofs.how": {
        "zh": "核验方法：安装秉衡的命令行，运行",
        "en": "To check one, install Evenhand's command line and run",
    },
    "portal.case.proofs.key": {"zh": "下载公钥", "en": "Download the key"},
    "portal.case.asked": {"zh": "问过您的问题", "en": "Questions you answered"},
    "portal.case.add": {"zh": "补充说明或材料", "en": "Add something"},
    "portal.case.add.label": {"zh": "说明", "en": "In words"},
    "portal.case.add.new_facts": {"zh": "这是新的事实", "en": "These are new facts"},
    "portal.case.add.send": {"zh": "提交补充", "en": "Add it"},
    "portal.case.yours": {"zh": "您提交的内容", "en": "What you handed in"},
    "portal.case.withdraw": {"zh": "撤回投诉", "en": "Withdraw the complaint"},
    "portal.case.withdraw.what": {
        "zh": "撤回后程序当天终止，不能恢复；需要时可以重新投诉。",
        "en": "Withdrawing ends the procedure today and cannot be undone; you may file again.",
    },
    "portal.case.withdraw.why": {"zh": "原因", "en": "Why"},
    "portal.case.withdraw.send": {"zh": "确认撤回", "en": "Withdraw it"},
    "portal.case.leave": {"zh": "退出（公用电脑请务必点这里）", "en": "Leave (on a shared computer, always do)"},
    "portal.case.erased": {
        "zh": "按保存期限，这件投诉的个人信息已经删除。",
        "en": "The personal parts of this complaint have been erased, as its time of keeping was over.",
    },
    "portal.none.title": {"zh": "请先用回执码打开投诉", "en": "Open the complaint by its code first"},
    "portal.none.what": {
        "zh": "这台设备现在没有打开任何投诉，可能是过了 12 小时，或者已经退出。您的投诉没有变化。",
        "en": "This device has no complaint open: twelve hours may have passed, or you left. Nothing has changed.",
    },
    "portal.none.home": {"zh": "回到首页", "en": "To the first page"},
    "portal.wait.title": {"zh": "请稍等", "en": "Please wait"},
}
