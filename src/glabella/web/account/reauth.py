"""Ask somebody who is signed in to prove again that it is them, before a page opens.

A form that signs a record does not use this: it carries a password field of its own
for :func:`glabella.clinic.accounts.services.confirm_identity`, so that what was typed
stays on the page and nothing of it is kept on the server.
"""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

__all__ = ["fresh"]


def fresh(request: HttpRequest) -> HttpResponse | None:
    """Nothing, if the person proved themself within the last minutes; else the way.

    >>> # if (asked := fresh(request)): return asked
    """
    if did_recently_reauthenticate(request):
        return None
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")
