"""Address of the health answer."""

from django.urls import path

from glabella.web.health import views

app_name = "health"
urlpatterns = [path("", views.answer, name="answer")]
