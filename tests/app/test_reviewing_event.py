"""A verdict given on the page of an event."""

from .conftest import visiting


def test_an_event_is_changed_on_its_own_page(own, browser):
    asked = {"actor": "RUS", "partner": "PAK", "status": "occurred"}
    event = own.client.get("/review.json", params=asked).json()["page"]["events"][0]
    with visiting(browser, own, f"/events/{event['id']}") as page:
        assert page.locator(".judge").is_visible()
        page.locator("#reviewer").fill("Ada")
        page.keyboard.press("Enter")
        page.keyboard.press("e")
        page.locator("[data-form=edit] [name=status]").select_option("denied")
        page.locator("[data-form=edit] [type=submit]").click()
        page.locator("#numbers td.moved").first.wait_for(timeout=20_000)
        page.locator(".verdict a").click()
        page.wait_for_load_state("networkidle")
        assert page.locator(".badge", has_text="Denied").first.is_visible()
        page.goto(f"{own.base}/review")
        page.locator("#said .take-back").first.click()
        page.locator("#numbers td.moved").first.wait_for(timeout=20_000)
        page.goto(f"{own.base}/events/{event['id']}")
        assert page.locator(".badge", has_text="Happened").first.is_visible()
