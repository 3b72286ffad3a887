"""Address of the front page."""

from django.urls import path

from glabella.web.front import views

app_name = "front"
urlpatterns = [path("", views.page, name="page")]
