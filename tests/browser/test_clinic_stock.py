"""A pack comes in, is opened, counted and traced, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.stock.models import Vial
from tests.clinic.people import injector, patient, practice
from tests.clinic.stock.shelf import treated

__all__ = ["injector", "patient", "practice"]

CODE = "(01)00350992840048(17)290630(10)BC7731"
PATIENCE_MS = 60_000


Check = Callable[[Page], None]


def receive(page: Page, check_page: Check) -> None:
    page.goto("/stock/receive/")
    # A hand scanner types the code and presses Enter.
    page.get_by_label("Code of the pack").fill(CODE)
    page.get_by_label("Code of the pack").press("Enter")
    expect(page.get_by_text("Still missing: product, units in a vial.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.get_by_label("Product", exact=True).select_option("bocouture")
    page.get_by_label("Units in a vial").fill("50")
    check_page(page)
    page.get_by_role("button", name="Receive", exact=True).click()
    expect(page.get_by_text("Received as V-0001.")).to_be_visible(timeout=PATIENCE_MS)
    check_page(page)


def open_it(page: Page, check_page: Check) -> None:
    page.goto("/stock/")
    check_page(page)
    page.get_by_role("link", name="Open V-0001").click()
    page.get_by_label("Another volume, mL").fill("2.5")
    expect(page.get_by_text("2.5 mL: 2 units per 0.1 mL")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_label("another volume", exact=True)).to_be_checked(
        timeout=PATIENCE_MS
    )
    page.get_by_label(re.compile("1.25 mL: 4 units")).check()
    page.get_by_label("Lot of the diluent").fill("NACL7")
    page.get_by_label(re.compile("I compared: V-0001")).check()
    check_page(page)
    page.get_by_role("button", name="Mixed and open").click()
    expect(page.get_by_text("V-0001 is open: 4 units per 0.1 mL.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_text("50 units in (received 50) = 0 given")).to_be_visible(
        timeout=PATIENCE_MS
    )
    check_page(page)


def trace(page: Page, check_page: Check, name: str) -> None:
    page.get_by_role("link", name="lot BC7731").click()
    page.get_by_role("link", name="Who had this lot").click()
    expect(page.get_by_role("link", name=name)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("14 units of lot")).to_be_visible(timeout=PATIENCE_MS)
    check_page(page)
    with page.expect_download(timeout=PATIENCE_MS) as export:
        page.get_by_role("button", name="Export as CSV").click()
    assert export.value.suggested_filename == "recall.csv"


def count(page: Page, check_page: Check) -> None:
    page.goto("/stock/count/")
    check_page(page)
    page.get_by_label("Units found in V-0001").fill("48")
    page.get_by_label("Why V-0001 differs").fill("spilt while drawing up")
    page.get_by_role("button", name="Enter the count").click()
    expect(page.get_by_text("1 differed and are corrected.")).to_be_visible(
        timeout=PATIENCE_MS
    )


@pytest.mark.django_db
def test_a_pack_is_received_opened_traced_and_counted(
    sign_in: Callable[[User], Page], injector: User, patient: Patient, check_page: Check
):
    page = sign_in(injector)
    page.set_default_timeout(PATIENCE_MS)
    receive(page, check_page)
    open_it(page, check_page)
    treated(injector, patient, [10, 4], vial=Vial.objects.get())
    trace(page, check_page, patient.full_name)
    count(page, check_page)
    for path in ("/stock/temperature/", "/stock/deviations/"):
        page.goto(path)
        check_page(page)
