"""Every number of the labels, written out again from the label texts."""

import pytest

from glabella.evidence import catalogue

# product, area, variant, units, sites, units a site, mL a site, total mL, source
LABEL_DOSES = [
    ("botox-cosmetic", "glabella", "", 20, 5, 4, 0.1, 0.5, "BC-DOSE"),
    ("botox-cosmetic", "crows_feet", "", 24, 6, 4, 0.1, 0.6, "BC-DOSE"),
    ("botox-cosmetic", "forehead", "", 20, 5, 4, 0.1, 0.5, "BC-DOSE"),
    ("botox-cosmetic", "platysma", "bands 1+1", 26, None, None, None, 0.65, "BC-DOSE"),
    ("botox-cosmetic", "platysma", "bands 1+2", 31, None, None, None, 0.78, "BC-DOSE"),
    ("botox-cosmetic", "platysma", "bands 2+2", 36, None, None, None, 0.9, "BC-DOSE"),
    ("botox", "hh_axilla", "", 100, None, None, None, None, "HH-RXR"),
    ("botox", "migraine", "", 155, 31, 5, 0.1, None, "SUP-033"),
    ("dysport", "glabella", "", 50, 5, 10, None, None, "DY-HCP"),
    ("azzalure", "glabella", "", 50, 5, 10, 0.05, 0.25, "AZ-RXR"),
    ("alluzience", "glabella", "", 50, 5, 10, 0.05, 0.25, "AL-REG"),
    ("xeomin", "glabella", "", 20, 5, 4, None, None, "XE-AES"),
    ("xeomin", "forehead", "", 20, None, None, None, None, "XE-PP"),
    ("xeomin", "crows_feet", "", 24, None, None, None, None, "XE-PP"),
    ("bocouture", "glabella", "", 20, 5, 4, 0.1, None, "BO-API"),
    ("bocouture", "crows_feet", "", 24, 6, 4, 0.1, None, "BO-API"),
    ("bocouture", "forehead", "", 15, 5, 3, 0.075, None, "BO-API"),
    ("jeuveau", "glabella", "", 20, 5, 4, 0.1, 0.5, "JE-P3"),
    ("nuceiva", "glabella", "", 20, 5, 4, None, None, "NU-MED"),
    ("daxxify", "glabella", "", 40, 5, 8, 0.1, None, "DX-DRG"),
    ("letybo", "glabella", "", 20, 5, 4, 0.1, None, "LE-GLC"),
    ("relfydess", "glabella", "", 50, None, None, None, 0.5, "RE-FI"),
    ("relfydess", "crows_feet", "", 60, 6, 10, 0.1, 0.6, "RE-FI"),
]


@pytest.mark.parametrize(
    "row", LABEL_DOSES, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}"
)
def test_a_label_dose_is_the_label_s(row):
    key, area, variant, *numbers, source = row
    (dose,) = [
        dose
        for dose in catalogue.product(key).label_doses
        if (dose.area, dose.variant) == (area, variant)
    ]
    read = [
        dose.units,
        dose.sites,
        dose.units_per_site,
        dose.ml_per_site,
        dose.ml,
    ]
    assert read == numbers
    assert source in dose.sources


def test_no_product_has_a_label_dose_that_no_label_names():
    known = {row[:3] for row in LABEL_DOSES}
    for key in catalogue.product_keys():
        for dose in catalogue.product(key).label_doses:
            assert (key, dose.area, dose.variant) in known


def test_the_forehead_is_labelled_only_together_with_the_glabella():
    doses = catalogue.product("botox-cosmetic").label_doses
    assert {dose.area: dose.requires_area for dose in doses} == {
        "glabella": "",
        "crows_feet": "",
        "forehead": "glabella",
        "platysma": "",
    }


def test_bocouture_s_label_gives_ranges():
    doses = {dose.area: dose for dose in catalogue.product("bocouture").label_doses}
    assert (doses["glabella"].units_low, doses["glabella"].units_high) == (20, 30)
    assert (doses["forehead"].units_low, doses["forehead"].units_high) == (10, 20)


def test_xeomin_s_forehead_and_eye_doses_are_derived_not_read():
    doses = {dose.area: dose for dose in catalogue.product("xeomin").label_doses}
    assert {area: dose.basis for area, dose in doses.items()} == {
        "glabella": "read",
        "forehead": "derived",
        "crows_feet": "derived",
    }
    assert {doses[area].grade for area in ("forehead", "crows_feet")} == {"B"}


# product, units in its vials, units per mL of the first dilution
VIALS = [
    ("botox-cosmetic", {50, 100}, 40),
    ("botox", {50, 100, 200}, 25),
    ("dysport", {300, 500}, 200),
    ("azzalure", {125}, 200),
    ("alluzience", {125}, 200),
    ("xeomin", {50, 100, 200}, 40),
    ("bocouture", {50, 100}, 40),
    ("jeuveau", {100}, 40),
    ("nuceiva", {50}, 40),
    ("daxxify", {50, 100}, 80),
    ("letybo", {50, 100}, 40),
    ("relfydess", set(), 100),
    ("myobloc", {2500, 5000, 10000}, 5000),
]


@pytest.mark.parametrize(("key", "vials", "units_per_ml"), VIALS)
def test_vials_and_the_first_dilution_are_the_label_s(key, vials, units_per_ml):
    product = catalogue.product(key)
    assert {vial.units for vial in product.vials} == vials
    assert product.dilutions[0].units_per_ml == units_per_ml


def test_botox_is_mixed_by_what_it_is_for():
    dilutions = catalogue.product("botox").dilutions
    assert [(mix.areas, mix.units_per_ml) for mix in dilutions] == [
        (("hh_axilla",), 25),
        (("migraine",), 50),
        ((), 40),
    ]


def test_dysport_has_two_labelled_dilutions():
    dilutions = catalogue.product("dysport").dilutions
    assert [(d.vial_units, d.diluent_ml, d.units_per_ml) for d in dilutions] == [
        (300, 1.5, 200),
        (300, 2.5, 120),
    ]


HOURS = {
    "botox-cosmetic": [24],
    "botox": [24],
    "dysport": [],
    "azzalure": [24],
    "alluzience": [],
    "xeomin": [24],
    "bocouture": [],
    "jeuveau": [24],
    "nuceiva": [],
    "daxxify": [72],
    "letybo": [24],
    "relfydess": [],
    "myobloc": [],
}


@pytest.mark.parametrize(("key", "hours"), HOURS.items())
def test_the_clock_after_mixing_comes_from_labels_only(key, hours):
    assert [use.hours for use in catalogue.product(key).use_within] == hours


# product, area ("" for any), jurisdiction, days, weeks, months
INTERVALS = [
    ("botox-cosmetic", "", "US", 90, None, None),
    ("botox", "hh_axilla", "EU", None, 16, None),
    ("botox", "hh_axilla", "UK", None, 16, None),
    ("botox", "migraine", "US", None, 12, None),
    ("botox", "", "", None, 12, None),
    ("dysport", "", "US", None, None, 3),
    ("azzalure", "", "UK", None, None, 3),
    ("alluzience", "", "EU", None, None, 3),
    ("xeomin", "", "US", None, None, 3),
    ("bocouture", "", "UK", None, None, 3),
    ("jeuveau", "", "US", None, None, 3),
    ("nuceiva", "", "EU", None, None, 3),
    ("daxxify", "", "US", None, None, 3),
    ("letybo", "", "UK", None, None, 3),
    ("relfydess", "", "EU", None, None, 3),
    ("myobloc", "", "US", None, 12, None),
]


@pytest.mark.parametrize(
    "row", INTERVALS, ids=lambda row: "-".join(filter(None, row[:3]))
)
def test_an_interval_is_worded_as_the_label_words_it(row):
    key, area, place, *length = row
    found = [
        [interval.days, interval.weeks, interval.months]
        for interval in catalogue.product(key).intervals
        if interval.areas == ((area,) if area else ())
        and (place in interval.jurisdictions or not (place or interval.jurisdictions))
    ]
    assert found == [length]


# product, jurisdiction, units, months, weeks, areas, counted together with
CEILINGS = [
    (
        "botox-cosmetic",
        "US",
        64,
        None,
        None,
        {"glabella", "forehead", "crows_feet"},
        (),
    ),
    ("botox-cosmetic", "US", 400, 3, None, set(), ("botox", "botox-cosmetic")),
    ("botox", "EU", 400, None, 12, set(), ("botox", "botox-cosmetic")),
    ("botox", "US", 400, 3, None, set(), ("botox", "botox-cosmetic")),
    ("xeomin", "US", 64, None, None, {"glabella", "forehead", "crows_feet"}, ()),
    ("xeomin", "US", 400, None, None, set(), ()),
    ("daxxify", "US", 40, None, None, {"glabella"}, ()),
    ("relfydess", "EU", 110, None, None, set(), ()),
]


def test_ceilings_are_those_that_were_read_and_no_others():
    found = [
        (key, ceiling)
        for key in catalogue.product_keys()
        for ceiling in catalogue.product(key).ceilings
    ]
    assert len(found) == len(CEILINGS)
    for (key, ceiling), row in zip(found, CEILINGS, strict=True):
        assert (key, ceiling.units, ceiling.months, ceiling.weeks) == (
            row[0],
            *row[2:5],
        )
        assert row[1] in ceiling.jurisdictions
        assert (set(ceiling.areas), ceiling.products) == row[5:]


AGES = {
    "azzalure": (65, "indication", ("UK", "EU")),
    "alluzience": (65, "indication", ("UK", "EU")),
    "bocouture": (65, "indication", ("UK", "EU")),
    "nuceiva": (65, "indication", ("UK", "EU")),
    "relfydess": (65, "indication", ("UK", "EU")),
    "dysport": (65, "indication", ("US",)),
    "letybo": (75, "contraindication", ("UK", "EU")),
}


@pytest.mark.parametrize("key", catalogue.product_keys())
def test_upper_ages_limit_or_forbid_as_the_label_says(key):
    found = [
        (limit.from_years, limit.kind, limit.jurisdictions)
        for limit in catalogue.product(key).age_limits
    ]
    assert found == ([AGES[key]] if key in AGES else [])


AUTHORISED = {
    "botox-cosmetic": ("US",),
    "botox": ("US", "UK", "EU"),
    "dysport": ("US",),
    "azzalure": ("UK", "EU"),
    "alluzience": ("UK", "EU"),
    "xeomin": ("US",),
    "bocouture": ("UK", "EU"),
    "jeuveau": ("US",),
    "nuceiva": ("UK", "EU"),
    "daxxify": ("US",),
    "letybo": ("US", "UK", "EU"),
    "relfydess": ("UK", "EU"),
    "myobloc": ("US",),
}


@pytest.mark.parametrize(("key", "places"), AUTHORISED.items())
def test_a_product_is_planned_only_where_it_is_authorised(key, places):
    assert catalogue.product(key).authorised == places


def test_only_myobloc_has_no_aesthetic_use():
    without = [
        k for k in catalogue.product_keys() if not catalogue.product(k).aesthetic
    ]
    assert without == ["myobloc"]


def _classes(key: str, kind: str, place: str) -> set[str]:
    return {
        name
        for listed in catalogue.product(key).listed
        if listed.kind == kind
        and (place in listed.jurisdictions or not listed.jurisdictions)
        for name in listed.classes
    }


CONTRAINDICATIONS = [
    ("botox-cosmetic", "US", {"hypersensitivity", "infection-at-site"}),
    ("dysport", "US", {"hypersensitivity", "cows-milk-protein", "infection-at-site"}),
    ("jeuveau", "US", {"hypersensitivity", "infection-at-site"}),
    ("daxxify", "US", {"hypersensitivity", "infection-at-site"}),
    ("letybo", "US", {"hypersensitivity", "infection-at-site"}),
    (
        "letybo",
        "UK",
        {
            "hypersensitivity",
            "infection-at-site",
            "generalised-disorder-of-muscle-activity",
            "myasthenia-gravis",
            "lambert-eaton",
            "als",
        },
    ),
    (
        "bocouture",
        "EU",
        {
            "hypersensitivity",
            "infection-at-site",
            "generalised-disorder-of-muscle-activity",
            "myasthenia-gravis",
            "lambert-eaton",
        },
    ),
    (
        "nuceiva",
        "UK",
        {"hypersensitivity", "infection-at-site", "myasthenia-gravis", "lambert-eaton"},
    ),
    (
        "relfydess",
        "EU",
        {
            "hypersensitivity",
            "infection-at-site",
            "myasthenia-gravis",
            "lambert-eaton",
            "als",
        },
    ),
    # Their own lists were not read there: the list of the class applies.
    ("azzalure", "UK", set()),
    ("alluzience", "UK", set()),
    ("nuceiva", "EU", set()),
    ("relfydess", "UK", set()),
    ("xeomin", "US", set()),
    ("botox", "UK", set()),
]


@pytest.mark.parametrize(("key", "place", "classes"), CONTRAINDICATIONS)
def test_contraindications_are_bound_to_where_they_were_read(key, place, classes):
    assert _classes(key, "contraindication", place) == classes


@pytest.mark.parametrize(
    ("key", "verb"),
    [
        ("bocouture", {"not"}),
        ("letybo", {"not"}),
        ("alluzience", {"not"}),
        ("azzalure", {"not_recommended"}),
        ("nuceiva", set()),
        ("relfydess", set()),
    ],
)
def test_breast_feeding_is_refused_where_a_text_refuses_it(key, verb):
    assert _classes(key, "breastfeeding", "UK") == verb
    assert _classes(key, "breastfeeding", "EU") == verb


def test_letybo_s_refusal_of_breast_feeding_is_not_american():
    assert _classes("letybo", "breastfeeding", "US") == set()


def test_a_machine_written_text_never_speaks_for_a_product():
    assert _classes("jeuveau", "breastfeeding", "US") == set()
    assert _classes("jeuveau", "pregnancy", "US") == set()


COMPOSITIONS = {
    "botox-cosmetic": ({"albumin"}, set()),
    "botox": ({"albumin"}, set()),
    "dysport": ({"albumin", "cows-milk-protein"}, set()),
    "azzalure": ({"albumin", "lactose"}, set()),
    "jeuveau": ({"albumin"}, set()),
    "nuceiva": ({"albumin"}, set()),
    "daxxify": ({"histidine", "trehalose", "polysorbate"}, {"albumin"}),
    "relfydess": ({"tryptophan", "polysorbate"}, {"albumin", "cows-milk-protein"}),
}


@pytest.mark.parametrize("key", catalogue.product_keys())
def test_what_is_in_the_vial_is_what_was_read(key):
    found = [
        (set(composition.present), set(composition.absent))
        for composition in catalogue.product(key).compositions
    ]
    assert found == ([COMPOSITIONS[key]] if key in COMPOSITIONS else [])
