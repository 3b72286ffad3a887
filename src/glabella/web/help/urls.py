"""Address of the help."""

from django.urls import path

from glabella.web.help import views

app_name = "help"
urlpatterns = [path("", views.page, name="page")]
