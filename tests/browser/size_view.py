"""What a test sees of the page that sizes a network."""

from playwright.sync_api import Locator, Page


def wait_until_counted(page: Page) -> None:
    """Wait until the table that the page was given is counted."""
    page.wait_for_selector(".mec-size[data-done]")


def wait_for_text(place: Locator, text: str) -> None:
    """Wait until a place has a text; it is looked at in every frame, not now and then."""
    place.filter(has_text=text).wait_for()


def read_words(page: Page) -> list[str]:
    """Return what the table comes to, a sentence or more each."""
    return page.locator(".mec-size-words p").all_inner_texts()


def find_problem(page: Page, name: str) -> Locator:
    """Return the message beside a field: data, target or bins."""
    return page.locator(f"#size-{name}-problem")
