"""The addresses of the public's door. None of them names a person, a complaint or a receipt."""

from django.urls import path

from evenhand_web.portal.views import filing, following, front

app_name = "portal"
urlpatterns = [
    path("", front.start, name="start"),
    path("size", front.choose_size, name="size"),
    path("follow", front.follow, name="follow"),
    path("lost", front.lost, name="lost"),
    path("leave", front.leave, name="leave"),
    path("aside", front.aside, name="aside"),
    path("key", front.published_key, name="key"),
    path("institution", filing.institution, name="institution"),
    path("story", filing.story, name="story"),
    path("wish", filing.wish, name="wish"),
    path("papers", filing.papers, name="papers"),
    path("suggest", filing.suggest, name="suggest"),
    path("discard", filing.discard, name="discard"),
    path("papers/remove", filing.remove_paper, name="remove_paper"),
    path("contact", filing.contact, name="contact"),
    path("confirm", filing.confirm, name="confirm"),
    path("receipt", following.receipt, name="receipt"),
    path("case", following.case, name="case"),
    path("case/course", following.course, name="course"),
    path("case/additions", following.additions, name="additions"),
    path("case/words/<slug:what>/<int:number>", following.words, name="words"),
    path("case/add", following.add, name="add"),
    path("case/reply", following.reply, name="reply"),
    path("case/contest", following.contest, name="contest"),
    path("case/withdraw", following.withdraw, name="withdraw"),
    path("case/papers/<int:number>", following.paper, name="paper"),
    path("case/proofs/<int:number>", following.proof, name="proof"),
]
