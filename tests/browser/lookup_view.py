"""What a reader sees of the field that finds an architecture, and of its card."""


def field(page):
    return page.get_by_role("combobox")


def message(page):
    return page.locator(".mec-lookup-message").inner_text()


def card(page):
    page.locator(".mec-card h3").wait_for()
    return page.locator(".mec-card")


def heading(page):
    return card(page).locator("h3").inner_text()


def facts(page):
    terms, texts = (card(page).locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(terms, texts, strict=True))
