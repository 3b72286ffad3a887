"""Addresses of the stock."""

from django.urls import path

from glabella.web.stock import (
    counting,
    deviations,
    lots,
    recall,
    receiving,
    shelf,
    temperature,
    vials,
)

app_name = "stock"
urlpatterns = [
    path("", shelf.page, name="page"),
    path("find/", shelf.find, name="find"),
    path("receive/", receiving.receive, name="receive"),
    path("lots/<uuid:lot_id>/", lots.page, name="lot"),
    path("lots/<uuid:lot_id>/state/", lots.state, name="lot-state"),
    path("lots/<uuid:lot_id>/place/", lots.place, name="lot-place"),
    path("vials/<uuid:vial_id>/", vials.page, name="vial"),
    path("vials/<uuid:vial_id>/open/", vials.open_it, name="open"),
    path("vials/<uuid:vial_id>/discard/", vials.discard, name="discard"),
    path("count/", counting.count, name="count"),
    path("temperature/", temperature.page, name="temperature"),
    path("temperature/places/", temperature.add_place, name="add-place"),
    path("temperature/places/<int:place_id>/", temperature.place, name="place"),
    path("temperature/<int:place_id>/read/", temperature.read, name="read-place"),
    path(
        "temperature/<int:place_id>/quarantine/",
        temperature.quarantine,
        name="quarantine-place",
    ),
    path("recall/", recall.page, name="recall"),
    path("recall/export/", recall.export, name="recall-export"),
    path("deviations/", deviations.page, name="deviations"),
    path(
        "deviations/<uuid:deviation_id>/follow-up/",
        deviations.follow_up,
        name="follow-up",
    ),
]
