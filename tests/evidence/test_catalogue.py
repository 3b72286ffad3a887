"""Reading the evidence: what is there, and how a broken file is refused."""

import subprocess
import sys

import pytest

from glabella.core.errors import EvidenceError
from glabella.evidence import catalogue


def test_there_are_thirteen_products_and_twenty_five_areas():
    assert len(catalogue.product_keys()) == 13
    assert len(catalogue.area_keys()) == 25
    assert catalogue.product_keys()[0] == "botox-cosmetic"
    assert catalogue.area_keys()[:3] == ("glabella", "forehead", "crows_feet")


def test_every_document_that_was_read_is_a_source():
    found = catalogue.sources()
    assert (
        len(found) == 158 + 174 + 130 + 1 + 20 + 5
    )  # the last: of the response model, and of forms
    assert [key for key in found if key.startswith("SUP-")] == [
        f"SUP-{number:03}" for number in range(130)
    ]


@pytest.mark.parametrize(
    ("key", "grade", "machine_written"),
    [
        ("BC-DOSE", "A", False),
        ("BC-MPR", "B", False),
        ("HI1", "trial", False),
        ("FL01", "C", False),
        ("PK6", "secondary", False),
        ("IJD", "B", False),
        ("GH1", "D", False),
        ("GH2", "D", True),
        ("PRE2", "D", True),
        ("BC-FHTXT", "D", True),
        ("SUP-018", "D", True),
        ("SUP-102", "A", False),
        ("GLABELLA", "ours", False),
    ],
)
def test_a_source_has_the_grade_of_its_kind(key, grade, machine_written):
    source = catalogue.source(key)
    assert (source.grade, source.machine_written) == (grade, machine_written)


def test_one_source_is_the_same_as_the_one_in_the_list():
    assert catalogue.source("BC-DOSE") is catalogue.sources()["BC-DOSE"]


def test_an_unknown_name_is_no_evidence():
    with pytest.raises(KeyError, match="botoxx"):
        catalogue.product("botoxx")
    with pytest.raises(KeyError, match="products/botox"):
        catalogue.area_values("../products/botox")
    with pytest.raises(EvidenceError, match="NO-SUCH"):
        catalogue.source("NO-SUCH")


def test_values_of_a_product_carry_its_unit_family():
    assert {value.unit_family for value in catalogue.values("products/dysport")} == {
        "abo"
    }


def test_values_of_an_area_carry_its_id():
    area = catalogue.area_values("glabella")
    assert {value.area for value in area.values} == {"glabella"}
    assert area.of("range")
    assert all(value.key == "range" for value in area.of("range"))


def test_a_superseded_number_never_reaches_a_plan():
    keys = {value.key for _, value in catalogue.all_values()}
    assert {"ceiling_superseded", "use_within_superseded"} <= keys
    units = {c.units for c in catalogue.product("botox-cosmetic").ceilings}
    assert 360 not in units


def test_the_evidence_loads_without_the_web_framework_and_without_rich():
    program = (
        "import sys; from glabella.evidence import catalogue; "
        "catalogue.product('botox-cosmetic'); catalogue.source('BC-DOSE'); "
        "print([m for m in ('django', 'rich', 'typer') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
