"""Addresses of signing in: those of allauth's views that we use, under its names.

There is none for signing up, for e-mail addresses or for a forgotten password: the
owner adds people and gives them a link.
"""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", login_not_required(account.logout), name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("mfa/", include("allauth.mfa.urls")),
]
