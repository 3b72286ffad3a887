"""``glabella trial predict``: the contract's answer, or one line of refusal."""

import copy
import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = sorted((ROOT / "examples" / "trials").glob("*.toml"))

# The example of the contract, with a second arm.
CONTRACT = """\
[[arms]]
id = "ona20"
product = "onabotulinumtoxinA"
area = "glabella"
dose_units = 20.0
n = 202
[[arms.endpoints]]
id = "resp30"
kind = "responder"
rater = "investigator"
criterion = "none_or_mild"
state = "contraction"
day = 30
[[arms.endpoints]]
id = "dur"
kind = "median_duration_days"
rater = "investigator"
until = "baseline"
among = "responders"
visit_every_days = 28
[[arms]]
id = "other"
product = "rimabotulinumtoxinB"
area = "glabella"
dose_units = 500
[[arms.endpoints]]
id = "resp30"
kind = "responder"
rater = "subject"
criterion = "improved_1"
day = 30
"""


@pytest.fixture
def trial_file(tmp_path):
    def write(text, name="trial.toml"):
        path = tmp_path / name
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return path

    return write


def predicted(glabella, path):
    told = glabella("trial", "predict", path, "--json")
    assert (told.code, told.err) == (0, "")
    # Strict JSON: no NaN, no Infinity.
    return json.loads(told.out, parse_constant=pytest.fail)


def test_the_answer_has_the_contract_s_shape(glabella, trial_file):
    told = predicted(glabella, trial_file(CONTRACT))
    assert list(told) == ["arms"]
    assert [list(arm) for arm in told["arms"]] == [["id", "endpoints"]] * 2
    rows = [row for arm in told["arms"] for row in arm["endpoints"]]
    assert {tuple(row) for row in rows} == {
        ("id", "predicted", "low90", "high90", "note")
    }
    assert [
        (arm["id"], [r["id"] for r in arm["endpoints"]]) for arm in told["arms"]
    ] == [
        ("ona20", ["resp30", "dur"]),
        ("other", ["resp30"]),
    ]


def test_a_share_a_duration_and_a_silence(glabella, trial_file):
    told = predicted(glabella, trial_file(CONTRACT))
    share, days = told["arms"][0]["endpoints"]
    assert 0.0 <= share["low90"] < share["predicted"] < share["high90"] <= 1.0
    assert 28.0 < days["low90"] < days["predicted"] < days["high90"]
    (silent,) = told["arms"][1]["endpoints"]
    assert (silent["predicted"], silent["low90"], silent["high90"]) == (None,) * 3
    assert "rimabotulinumtoxinB" in silent["note"]


def test_the_same_file_gives_the_same_answer(glabella, trial_file):
    path = trial_file(CONTRACT)
    first = glabella("trial", "predict", path, "--json").out
    assert glabella("trial", "predict", path, "--json").out == first


def test_the_table_says_what_its_numbers_are(glabella, trial_file, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    told = glabella("trial", "predict", trial_file(CONTRACT))
    assert (told.code, told.err) == (0, "")
    assert "days" in told.out
    assert "not covered" in told.out
    assert "a patient may differ" in told.out
    shown = predicted(glabella, trial_file(CONTRACT))["arms"][0]["endpoints"]
    assert f"{shown[0]['predicted']:.2f}" in told.out
    assert f"{shown[1]['predicted']:.0f} days" in told.out


@pytest.mark.parametrize("name", ["[red]one[/red]", "a[/b]", "[/x]", "[link=y]"])
def test_a_name_in_brackets_is_printed_as_it_stands(
    name, glabella, trial_file, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    text = CONTRACT.replace('"ona20"', f'"{name}"').replace('"dur"', f'"{name}2"')
    text = text.replace("rimabotulinumtoxinB", name)
    told = glabella("trial", "predict", trial_file(text))
    assert (told.code, told.err) == (0, "")
    assert told.out.count(name) >= 3


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_is_answered_as_its_comment_says(path, glabella):
    told = predicted(glabella, path)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [row for arm in told["arms"] for row in arm["endpoints"]]
    assert [arm["id"] for arm in told["arms"]] == [arm["id"] for arm in table["arms"]]
    silent = {row["id"] for row in rows if row["predicted"] is None}
    head = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    # An example may ask what is not covered; then its comment says so.
    assert bool(silent) == ("not covered" in head)


def test_the_examples_show_every_area_and_kind():
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES]
    arms = [arm for table in tables for arm in table["arms"]]
    assert {arm["area"] for arm in arms} == {
        *("glabella", "forehead", "crows_feet", "axilla", "masseter")
    }
    asked = [one for arm in arms for one in arm["endpoints"]]
    assert {one["kind"] for one in asked} == {
        *("responder", "relapse", "median_duration_days", "onset")
    }
    assert any(arm["dose_units"] == 0 for arm in arms)


def words_of(error):
    """What the reader says is allowed there."""
    return error.rpartition("allowed: ")[2].strip().split(", ")


def test_every_key_and_word_of_the_file_is_documented(glabella, trial_file):
    page = (ROOT / "docs" / "reference" / "trial-file.md").read_text(encoding="utf-8")
    words = []
    for typo in ({"typo": 1}, {"e_typo": 1}, {"area": "x"}):
        path = trial_file(as_toml(changed(**typo)))
        words += words_of(glabella("trial", "predict", path).err)
    for key in ("kind", "rater", "criterion", "state", "among"):
        path = trial_file(as_toml(changed(**{f"e_{key}": "x"})))
        words += words_of(glabella("trial", "predict", path).err)
    assert len(words) > 35
    assert [w for w in words if f'"{w}"' not in page and f"`{w}`" not in page] == []


# --- refusals ---------------------------------------------------------------------------


def changed(**changes):
    """The contract's file with changes to the first arm and its first end point."""
    table = copy.deepcopy(tomllib.loads(CONTRACT))
    for key, value in changes.items():
        place = table["arms"][0]
        name = key
        if key.startswith("e_"):
            place, name = place["endpoints"][0], key[2:]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return table


def as_toml(table):
    lines = []
    for arm in table["arms"]:
        lines.append("[[arms]]")
        lines += [f"{k} = {worded(v)}" for k, v in arm.items() if k != "endpoints"]
        if not isinstance(arm.get("endpoints"), list):
            continue
        for one in arm["endpoints"]:
            lines.append("[[arms.endpoints]]")
            lines += [f"{k} = {worded(v)}" for k, v in one.items()]
    return "\n".join(lines) + "\n"


def worded(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    return repr(value)


def test_the_unchanged_file_is_good(glabella, trial_file):
    assert predicted(glabella, trial_file(as_toml(changed())))["arms"]


WRONG = {
    "no id": ("id", {"id": None}),
    "id is a number": ("id", {"id": 3}),
    "empty id": ("id", {"id": " "}),
    "no product": ("product", {"product": None}),
    "unknown area": ("chin", {"area": "chin"}),
    "area nearly right": ("crows_feet", {"area": "crows feet"}),
    "no dose": ("dose_units", {"dose_units": None}),
    "negative dose": ("-5", {"dose_units": -5}),
    "dose is a text": ("20 units", {"dose_units": "20 units"}),
    "dose is no number": ("nan", {"dose_units": float("nan")}),
    "endless dose": ("inf", {"dose_units": float("inf")}),
    "dose is true": ("True", {"dose_units": True}),
    "nobody": ("n = 0", {"n": 0}),
    "half a patient": ("2.5", {"n": 2.5}),
    "share is a percentage": ("severe_share", {"severe_share": 60}),
    "nobody severe": ("severe_share", {"severe_share": 0}),
    "unknown key": ("doses", {"doses": 20}),
    "no end points": ("endpoints", {"endpoints": None}),
    "unknown kind": ("improvement", {"e_kind": "improvement"}),
    "no kind": ("kind", {"e_kind": None}),
    "no rater": ("rater", {"e_rater": None}),
    "unknown rater": ("nurse", {"e_rater": "nurse"}),
    "no criterion": ("criterion", {"e_criterion": None}),
    "unknown criterion": ("improved_3", {"e_criterion": "improved_3"}),
    "unknown state": ("smiling", {"e_state": "smiling"}),
    "no day": ("day", {"e_day": None}),
    "a day before treatment": ("-1", {"e_day": -1}),
    "a day after ten years": ("4000", {"e_day": 4000}),
    "day is a text": ("week 4", {"e_day": "week 4"}),
    "unknown among": ("everyone", {"e_among": "everyone"}),
    "no visits": ("visit_every_days", {"e_visit_every_days": 0}),
    "a duration without an end": (
        "until",
        {"e_kind": "median_duration_days", "e_day": None},
    ),
    "key of another table": ("dose_units", {"e_dose_units": 20}),
}


def assert_refused(told, word):
    assert told.code == 2
    assert told.out == ""
    assert told.err.endswith("\n")
    assert told.err.count("\n") == 1
    assert len(told.err) < 500
    assert "Traceback" not in told.err
    assert word in told.err


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["table", "json"])
def test_a_wrong_file_is_refused_in_one_line(name, options, glabella, trial_file):
    word, changes = WRONG[name]
    path = trial_file(as_toml(changed(**changes)))
    assert_refused(glabella("trial", "predict", path, *options), word)


UNREADABLE = {
    "empty": (b"", "arms"),
    "not TOML": (b"[[arms]\nid = ", "TOML"),
    "not text": (b"\xff\xfe\x00a", "UTF-8"),
    "arms is a number": (b"arms = 3\n", "arms"),
    "arms is empty": (b"arms = []\n", "arms"),
    "an arm is a number": (b"arms = [1]\n", "arms"),
    "another top key": (b"trial = 1\n" + CONTRACT.encode(), "trial"),
    "a case file": (b'jurisdiction = "US"\n', "jurisdiction"),
    "too large": (b"# " + b"x" * 200_000, "larger"),
    "nested too deep": (b"a = " + b"[" * 5000, "deep"),
    "a key twice": (CONTRACT.replace("n = 202", "n = 202\nn = 203").encode(), "TOML"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_refused_in_one_line(name, glabella, trial_file):
    content, word = UNREADABLE[name]
    assert_refused(glabella("trial", "predict", trial_file(content), "--json"), word)


def test_arms_and_end_points_have_names_of_their_own(glabella, trial_file):
    twice = CONTRACT.replace('"other"', '"ona20"')
    assert_refused(glabella("trial", "predict", trial_file(twice)), "twice")
    twice = CONTRACT.replace('"dur"', '"resp30"')
    assert_refused(glabella("trial", "predict", trial_file(twice)), "twice")


def test_a_missing_file_and_a_folder_are_refused(glabella, tmp_path):
    gone = tmp_path / "gone.toml"
    assert_refused(glabella("trial", "predict", gone), "gone.toml")
    assert_refused(glabella("trial", "predict", tmp_path), "cannot be read")


def test_a_refusal_points_to_the_page_about_trial_files(glabella, tmp_path):
    told = glabella("trial", "predict", tmp_path / "gone.toml")
    named = told.err.split("see ")[1].strip()
    assert (ROOT / named).is_file()


def test_no_file_at_all_is_refused(glabella):
    told = glabella("trial", "predict")
    assert (told.code, told.out) == (2, "")
