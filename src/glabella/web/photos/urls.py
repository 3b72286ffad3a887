"""Addresses of photographs."""

from django.urls import path

from glabella.web.photos import comparing, gallery, images, one, pinning, taking

app_name = "photos"
_ALL = "patients/<uuid:patient_id>/photos/"
_ONE = f"{_ALL}<uuid:photo_id>/"
urlpatterns = [
    path(_ALL, gallery.page, name="gallery"),
    path(f"{_ALL}take/", taking.take, name="take"),
    path(f"{_ALL}compare/", comparing.page, name="compare"),
    path(f"{_ALL}compare/grade/", comparing.grade, name="grade"),
    path(_ONE, one.page, name="photo"),
    path(f"{_ONE}picture/", images.picture, name="picture"),
    path(f"{_ONE}thumbnail/", images.thumbnail, name="thumbnail"),
    path(f"{_ONE}points/", comparing.points, name="points"),
    path(f"{_ONE}pins/", pinning.page, name="pins"),
    path(f"{_ONE}draw/", one.draw, name="draw"),
    path(f"{_ONE}withdraw/", one.withdraw, name="withdraw"),
    path(f"{_ONE}copy/", one.copy, name="copy"),
]
