"""Addresses of the settings."""

from django.urls import path

from glabella.web.settings import list_views as lists, staff_views as staff, views

app_name = "settings"
urlpatterns = [
    path("", views.index, name="index"),
    path("hours/", lists.hours, name="hours"),
    path("closures/", lists.closures, name="closures"),
    path(
        "closures/<int:closure_id>/remove/",
        lists.remove_closure,
        name="remove-closure",
    ),
    path("rooms/", lists.rooms, name="rooms"),
    path("rooms/<int:room_id>/", lists.room, name="room"),
    path("products/", lists.products, name="products"),
    path("prices/", lists.prices, name="prices"),
    path("prices/<int:price_id>/remove/", lists.remove_price, name="remove-price"),
    path("orders/", lists.orders, name="orders"),
    path("staff/", staff.people, name="staff"),
    path("staff/new/", staff.add, name="add-staff"),
    path("staff/<int:user_id>/", staff.person, name="person"),
    path("staff/<int:user_id>/link/", staff.link, name="link"),
    path("staff/<int:user_id>/close/", staff.close, name="close-account"),
    path("staff/<int:user_id>/open/", staff.reopen, name="open-account"),
    path("<slug:key>/", views.part, name="part"),
]
