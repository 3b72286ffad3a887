"""Planning on the page, in a real browser: by pointer, by keys, by ear."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.clinic.people import injector, practice

__all__ = ["injector", "practice"]

CROWS_FEET_MIDDLE = "crows_feet/orbicularis-lateral-middle-R"
UPPER_LID_CM = (9.5, 11.4)
"""On the front view, in cm from the top left: above the patient's right eye."""


@pytest.fixture(autouse=True)
def _signed_in(sign_in, injector):
    """The planner is for people of the clinic."""
    sign_in(injector)


@pytest.fixture
def planner(page: Page) -> Page:
    page.goto("/planner/")
    expect(headline(page)).to_contain_text("64 units")
    return page


def headline(page: Page) -> Locator:
    return page.locator(".headline")


def pin(page: Page, key: str, view: str = "front") -> Locator:
    return page.locator(f'#pins-{view} [data-pin="{key}"]')


def spot(page: Page, key: str) -> Locator:
    return page.locator("#pins-front .spot").filter(
        has=page.locator(f'[data-pin="{key}"]')
    )


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.locator(".dot").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def seen_at(page: Page, cm: tuple[float, float]) -> tuple[float, float]:
    """Pixels of the window at a place of the front view."""
    found = page.locator("#pins-front").evaluate(
        """(svg, [x, y]) => {
            const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
            return [at.x, at.y];
        }""",
        list(cm),
    )
    return found[0], found[1]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def place_of(locator: Locator) -> str:
    return locator.get_attribute("data-y") or ""


def test_a_pin_dragged_into_a_danger_zone_names_the_harm_and_undo_takes_it_back(
    planner: Page,
):
    moved = pin(planner, CROWS_FEET_MIDDLE)
    home = place_of(moved)
    expect(planner.locator("#warnings .finding")).to_have_count(0)

    drag(planner, middle(moved), seen_at(planner, UPPER_LID_CM))
    expect(planner.locator("#warnings")).to_contain_text("ptosis")
    expect(planner.locator("#news")).to_contain_text("Danger")
    expect(moved).to_have_attribute("aria-label", re.compile("danger zone"))
    assert place_of(moved) != home

    planner.get_by_role("button", name="Undo").click()
    expect(planner.locator("#warnings .finding")).to_have_count(0)
    expect(moved).to_have_attribute("data-y", home)

    planner.get_by_role("button", name="Redo").click()
    expect(planner.locator("#warnings")).to_contain_text("ptosis")


def test_a_pin_dropped_beside_the_face_goes_back(planner: Page):
    moved = pin(planner, CROWS_FEET_MIDDLE)
    home = place_of(moved)
    drag(planner, middle(moved), seen_at(planner, (3.2, 22.5)))
    expect(planner.locator("#news")).to_contain_text("64 units")
    expect(moved).to_have_attribute("data-y", home)
    expect(planner.locator("[data-problem]")).to_have_count(0)


def test_areas_are_chosen_on_the_face(planner: Page):
    planner.get_by_role("checkbox", name="Choose areas").check()
    planner.locator("#place-front-chin-M").click()
    card = planner.get_by_role("dialog", name="Chin")
    card.get_by_role("button", name="Chin (mentalis)").click()
    expect(headline(planner)).not_to_contain_text("64 units")
    expect(planner.get_by_role("heading", name="Chin (mentalis)")).to_have_count(2)
    planner.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_an_area_that_needs_a_grade_waits_for_it(planner: Page):
    card = planner.locator('.area-card[data-area="forehead"]')
    card.get_by_role("button", name="Remove Forehead lines").click()
    expect(headline(planner)).to_contain_text("44 units")
    expect(card).to_be_hidden()


def test_severity_changes_the_plan_without_a_reload(planner: Page):
    planner.evaluate("window.sameDocument = true")
    card = planner.locator('.area-card[data-area="glabella"]')
    card.get_by_role("group", name="Contracted").get_by_label("1, mild").check()
    expect(headline(planner)).not_to_contain_text("64 units")
    assert planner.evaluate("window.sameDocument") is True


def test_units_typed_in_the_table_reach_sums_volumes_and_map(planner: Page):
    field = planner.get_by_label("Units at pin 3, procerus, midline")
    field.fill("6")
    field.press("Tab")
    expect(headline(planner)).to_contain_text("66 units")
    expect(spot(planner, "glabella/procerus-M").locator(".tag")).to_have_text("6")
    expect(planner.locator(".preparation")).to_contain_text("1.65 mL")
    planner.get_by_role("button", name="Reset to the proposal").click()
    expect(headline(planner)).to_contain_text("64 units")


def test_everything_about_a_pin_goes_by_keys(planner: Page):
    one = pin(planner, "glabella/corrugator-medial-R")
    one.focus()
    home = place_of(one)
    planner.keyboard.press("+")
    expect(headline(planner)).to_contain_text("64.5 units")
    expect(one).to_be_focused()
    planner.keyboard.press("Shift+ArrowUp")
    expect(one).not_to_have_attribute("data-y", home)
    expect(planner.locator("#news")).to_contain_text("Pin 1")
    expect(one).to_be_focused()
    planner.keyboard.press("Control+z")
    expect(one).to_have_attribute("data-y", home)
    planner.keyboard.press("Control+z")
    expect(headline(planner)).to_contain_text("64 units")


def test_escape_takes_back_a_move_that_was_not_sent_yet(planner: Page):
    one = pin(planner, "glabella/corrugator-medial-R")
    home = place_of(one)
    one.focus()
    planner.evaluate(
        """() => {
            const press = (key) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
            press("ArrowUp");
            press("Escape");
        }"""
    )
    expect(one).to_have_attribute("data-y", home)
    expect(planner.get_by_role("button", name="Undo")).to_have_attribute(
        "aria-disabled", "true"
    )


def test_a_finger_that_does_not_drag_has_buttons(planner: Page):
    one = pin(planner, "glabella/procerus-M")
    planner.mouse.click(*middle(one))
    box = planner.get_by_role("region", name="Chosen pin")
    expect(box).to_contain_text("Pin 3: procerus")
    box.get_by_role("button", name="Fewer units").click()
    expect(headline(planner)).to_contain_text("63.5 units")
    home = place_of(one)
    box.get_by_role("button", name="Up").click()
    expect(one).not_to_have_attribute("data-y", home)
    box.get_by_role("button", name="As proposed").click()
    expect(headline(planner)).to_contain_text("64 units")


def test_an_answer_that_was_overtaken_does_not_put_old_values_back(planner: Page):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    planner.route("**/planner/plan/", hold, times=1)
    first = planner.get_by_label("Units at pin 3, procerus, midline")
    first.fill("6")
    with planner.expect_request("**/planner/plan/"):
        first.press("Tab")
    second = planner.get_by_label("Units at pin 1, corrugator medial, right")
    second.fill("5")
    second.press("Tab")
    held[0].continue_()
    expect(headline(planner)).to_contain_text("67 units")
    expect(first).to_have_value("6")
    expect(second).to_have_value("5")


def test_the_whole_plan_is_made_with_the_keyboard_alone(planner: Page):
    planner.get_by_text("Add or remove areas").focus()
    planner.keyboard.press("Enter")
    planner.get_by_role("checkbox", name="Bunny lines").focus()
    planner.keyboard.press("Space")
    expect(planner.get_by_role("heading", name="Bunny lines")).to_have_count(2)
    planner.get_by_role("radio", name="Front").focus()
    planner.keyboard.press("ArrowLeft")
    expect(planner.locator('.plane[data-view="right-45"]')).to_be_visible()
    expect(planner.locator('.plane[data-view="front"]')).to_be_hidden()


def test_a_number_tells_its_sources_on_focus_and_on_hover(planner: Page):
    card = planner.get_by_role("tooltip")
    number = planner.locator(".line-units .num").first
    number.focus()
    expect(card).to_contain_text("BOTOX Cosmetic label")
    expect(card).to_contain_text("Grade A")
    expect(number).to_have_attribute("aria-describedby", "source-card")
    planner.keyboard.press("Escape")
    expect(card).to_be_hidden()
    planner.mouse.move(2, 2)
    number.hover()
    expect(card).to_be_visible()
    card.hover()
    expect(card).to_be_visible()
    planner.mouse.move(2, 2)
    number.blur()
    expect(card).to_be_hidden()
    number.focus()
    planner.keyboard.press("Enter")
    expect(planner.locator("#citations")).to_have_attribute("open", "")
    expect(planner.locator("#citations li:focus")).to_have_count(1)


@pytest.mark.parametrize("view", ["right-90", "right-45", "left-45", "left-90"])
def test_every_view_shows_the_pins_of_its_side(planner: Page, view: str):
    planner.locator(f"label:has(#view-{view})").click()
    plane = planner.locator(f'.plane[data-view="{view}"]')
    expect(plane).to_be_visible()
    side = "R" if view.startswith("right") else "L"
    shown = plane.locator(f'[data-pin^="crows_feet"][data-pin$="-{side}"]')
    expect(shown).to_have_count(3)


@pytest.mark.parametrize("layer", ["muscles", "dangers", "landmarks"])
def test_layers_come_over_the_face_when_they_are_asked_for(planner: Page, layer: str):
    drawn = planner.locator(f'.plane[data-view="front"] .layer.{layer} path').last
    expect(drawn).to_be_hidden()
    planner.locator(f"label:has(#layer-{layer})").click()
    expect(drawn).to_be_visible()


def test_closer_and_back(planner: Page):
    svg = planner.locator("#pins-front")
    whole = svg.get_attribute("viewBox")
    planner.get_by_role("button", name="Closer").click()
    expect(svg).not_to_have_attribute("viewBox", whole or "")
    planner.get_by_role("button", name="Whole face").click()
    assert width_of(svg) == pytest.approx(18.2)


def width_of(svg: Locator) -> float:
    return float((svg.get_attribute("viewBox") or "").split()[2])


def test_a_wrong_answer_keeps_the_last_plan_and_says_that_it_is_out_of_date(
    planner: Page,
):
    field = planner.get_by_label("Age in years")
    field.fill("177")
    field.press("Tab")
    expect(planner.locator("#problems")).to_contain_text("out of date")
    expect(headline(planner)).to_contain_text("64 units")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(planner.locator('[data-field="age_years"] .error')).to_contain_text(
        "0 to 120"
    )
    field.fill("50")
    field.press("Tab")
    expect(planner.locator("#problems .finding")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_units_of_one_product_never_reach_another(planner: Page):
    field = planner.get_by_label("Units at pin 3, procerus, midline")
    field.fill("6")
    field.press("Tab")
    expect(headline(planner)).to_contain_text("66 units")
    planner.locator("#product").select_option("dysport")
    expect(planner.locator("#news")).to_contain_text("another product")
    expect(planner.get_by_role("button", name="Undo")).to_have_attribute(
        "aria-disabled", "true"
    )


def test_a_reload_keeps_nothing(planner: Page):
    field = planner.get_by_label("Age in years")
    field.fill("50")
    field.press("Tab")
    expect(planner.locator(".person")).to_contain_text("50 years")
    planner.reload()
    expect(planner.get_by_label("Age in years")).to_have_value("42")
    kept = planner.evaluate("Object.entries({...localStorage, ...sessionStorage})")
    # htmx notes the address alone, and only until the tab is closed.
    assert kept in ([], [["htmx-current-path-for-history", "/planner/"]])
    cookies = planner.context.cookies()
    assert {cookie["name"] for cookie in cookies} == {"csrftoken", "sessionid"}


def test_what_was_opened_stays_open_when_the_plan_changes(planner: Page):
    planner.locator("#built-glabella > summary").click()
    planner.get_by_label("Age in years").fill("50")
    planner.keyboard.press("Tab")
    expect(planner.locator(".person")).to_contain_text("50 years")
    expect(planner.locator("#built-glabella")).to_have_attribute("open", "")


def test_yes_opens_its_details_and_another_answer_keeps_them_out(planner: Page):
    group = planner.get_by_role("group", name="Medicines")
    group.get_by_label("Some").check()
    text = planner.get_by_label("Medicines, one a line")
    text.fill("aspirin 75 mg")
    text.press("Tab")
    planner.locator("#cautions > summary").click()
    expect(planner.locator("#cautions")).to_contain_text("aspirin")
    group.get_by_label("None").check()
    expect(text).to_be_hidden()
    expect(planner.locator("#cautions")).not_to_contain_text("aspirin")


def test_an_earlier_treatment_leaves_room_for_the_next(planner: Page):
    planner.get_by_role("group", name="Treated with any toxin before?").get_by_label(
        "Yes"
    ).check()
    first = planner.get_by_role("group", name="Treatment 1")
    first.get_by_label("Day").fill("2026-03-01")
    first.get_by_label("Day").press("Tab")
    expect(planner.get_by_role("group", name="Treatment 2")).to_be_visible()


def test_the_plan_and_the_case_are_saved_one_after_the_other(planner: Page):
    for name, ending in (
        ("Save PDF", ".pdf"),
        ("Save case", ".toml"),
        ("Save PDF", ".pdf"),
    ):
        with planner.expect_download() as saved:
            planner.get_by_role("button", name=name).click()
        assert saved.value.suggested_filename.endswith(ending)
        assert saved.value.path().stat().st_size > 500
    expect(headline(planner)).to_contain_text("64 units")


def test_paper_shows_the_plan_and_not_the_form(planner: Page):
    planner.emulate_media(media="print")
    expect(headline(planner)).to_be_visible()
    expect(planner.locator("#cautions .finding").first).to_be_visible()
    expect(planner.locator("#planner-form")).to_be_hidden()
    expect(planner.get_by_role("button", name="Undo")).to_be_hidden()


def test_the_planner_is_accessible_at_every_size(
    planner: Page, check_sizes: Callable[..., None]
):
    def open_() -> None:
        planner.goto("/planner/")
        planner.locator("#cautions > summary").click()
        planner.locator("#citations > summary").click()

    check_sizes(planner, open_)


def test_every_control_is_large_enough_for_a_gloved_finger(planner: Page):
    small = planner.evaluate(
        """() => [...document.querySelectorAll(
            "button, select, input:not([type=hidden], [type=radio], [type=checkbox]),"
            + " .segments label, .choices label, .tab, summary")]
          .filter((part) => part.checkVisibility())
          .map((part) => [part, part.getBoundingClientRect()])
          .filter(([, box]) => box.width && Math.min(box.width, box.height) < 43.9)
          .map(([part, box]) => `${part.outerHTML.slice(0, 90)} ${box.width} ${box.height}`)
        """
    )
    assert small == []


def test_the_page_works_without_a_script(browser, base_url: str, planner: Page):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    context.add_cookies(planner.context.cookies())
    page = context.new_page()
    page.goto("/planner/")
    page.get_by_label("Age in years").fill("61")
    page.get_by_label("Units at pin 3, procerus, midline").fill("6")
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(headline(page)).to_contain_text("66 units")
    expect(page.locator(".person")).to_contain_text("61 years")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    context.close()


def test_the_page_ends_with_its_footer(planner: Page):
    foot = planner.locator("footer").last
    below = foot.evaluate(
        "e => document.documentElement.scrollHeight"
        " - (e.getBoundingClientRect().bottom + window.scrollY)"
    )
    assert below < 40, "hidden words below the footer leave an empty page"
