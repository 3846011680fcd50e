"""Names of the staff's pages about complaints."""

from django.urls import path

from evenhand_web.complaints import coming_in, entering, paperwork, views

app_name = "desk"
urlpatterns = [
    path("", views.show_queue, name="home"),
    path("queue.csv", views.export_queue, name="export"),
    path("board", views.show_board, name="board"),
    path("enter", entering.enter, name="enter"),
    path("call", coming_in.put_call_through, name="call"),
    path("call/likely", coming_in.likely, name="likely"),
    path("batches", coming_in.batches, name="batches"),
    path("batches/<int:pk>", coming_in.show_batch, name="batch"),
    path("batches/<int:pk>/<slug:act>", coming_in.decide_batch, name="decide_batch"),
    path("complaints/<str:number>", views.show, name="show"),
    path("complaints/<str:number>/papers/<int:pk>", views.paper, name="paper"),
    path("complaints/<str:number>/entries/<int:pk>", views.proof, name="proof"),
    path("complaints/<str:number>/course", views.course, name="course"),
    path("complaints/<str:number>/words/<slug:what>/<int:pk>", views.words, name="words"),
    path("complaints/<str:number>/print", paperwork.print_whole, name="print"),
    path("complaints/<str:number>/print.css", paperwork.print_style, name="print_style"),
    path("complaints/<str:number>/papers", paperwork.add_papers, name="papers"),
    path("complaints/<str:number>/letters/<int:pk>/delivered", paperwork.record_delivery, name="delivered"),
    path("complaints/<str:number>/letters/<slug:kind>", paperwork.write_letter, name="letter"),
    path("complaints/<str:number>/letters/<slug:kind>/sealed", paperwork.seal_letter, name="sealed"),
    path("complaints/<str:number>/<slug:move>", views.step, name="step"),
    path("links/<int:pk>", views.decide_link, name="link"),
]
