from detente.coding.following import find_following_topic
from detente.coding.projects import read_projects


def test_every_listed_project_is_dated_and_named_once():
    projects = read_projects()
    assert len(projects) >= 150
    forms = [form for project in projects for form in project.forms]
    assert len(forms) == len(set(forms))
    for project in projects:
        assert 1850 <= project.start <= 2026, project.name
        assert project.end is None or project.start <= project.end <= 2026, project.name
        assert all(len(state) == 3 and state.isupper() for state in project.states), project.name


def test_a_project_is_not_named_before_its_time(make_document, coder):
    text = "Egypt and Ethiopia held talks on the GERD."
    early, late = (
        [event.project for event in next(coder.code([make_document(text, published=day)])).events]
        for day in ("1975-03-02", "2021-03-02")
    )
    assert "GERD" in late
    assert early == [] or "GERD" in early  # then only by its form, an acronym


def test_the_next_sentence_tells_the_topic():
    assert find_following_topic("They met. The talks focused on gas transit.", 9) == "gas transit"
    assert find_following_topic("They met. It rained on the parade.", 9) is None
    assert find_following_topic("They met. The leaders discussed fishing, oil and more.", 9) == "fishing"
