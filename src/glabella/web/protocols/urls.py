"""Addresses of the clinic's protocols."""

from django.urls import path

from glabella.web.protocols import views

app_name = "protocols"
urlpatterns = [
    path("protocols/", views.page, name="page"),
    path("protocols/new/", views.new, name="new"),
    path(
        "protocols/from-plan/<uuid:patient_id>/<uuid:plan_id>/",
        views.from_plan,
        name="from-plan",
    ),
    path("protocols/<int:protocol_id>/", views.one, name="one"),
    path("protocols/<int:protocol_id>/edit/", views.edit, name="edit"),
    path("protocols/<int:protocol_id>/version/", views.new_version, name="version"),
    path("protocols/<int:protocol_id>/approve/", views.approve, name="approve"),
    path("protocols/<int:protocol_id>/drop/", views.drop, name="drop"),
    path("protocols/<int:protocol_id>/retire/", views.retire, name="retire"),
    path("protocols/points/<int:library_id>/drop/", views.drop_points, name="points"),
]
