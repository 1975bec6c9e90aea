"""`make pictures`: the README's pictures, taken from a running demo (`make demo` in another terminal) in a real browser."""

import json
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from config import browser_path, load_settings

DOCS = Path(__file__).parent
PASSWORDS = Path("var/demo/passwords.json")
DESK, PREFECT, FINANCE = "http://127.0.0.1:8080", "http://127.0.0.1:4200", "http://127.0.0.1:8090"
SIZE = {"width": 1366, "height": 900}


def main() -> int:
    """Writes docs/*.png; 1 when no demo is running."""
    if not PASSWORDS.exists():
        sys.stderr.write("no demo has run here: start `make demo` first, and wait until its table is printed\n")
        return 1
    password = json.loads(PASSWORDS.read_text(encoding="utf-8"))["clerk"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(browser_path(load_settings())), args=["--no-sandbox"])
        desk_pictures(browser, password)
        prefect_picture(browser)
        browser.close()
    return 0


def desk_pictures(browser: Browser, password: str) -> None:
    """The list of held slips, one held slip, and the filing list."""
    page = browser.new_page(viewport=SIZE, locale="ja-JP")
    page.goto(f"{DESK}/login")
    page.fill("#login", "clerk")
    page.fill("#password", password)
    page.get_by_role("button", name="ログイン").click()
    taken(page, "desk-held")
    page.locator("table a[href^='/slips/']").first.click()
    taken(page, "desk-slip")
    page.goto(f"{DESK}/filing")
    taken(page, "desk-filing")
    page.close()


def prefect_picture(browser: Browser) -> None:
    """Prefect's list of runs."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{PREFECT}/runs")
    page.wait_for_timeout(4000)  # its page draws itself after loading, and says nowhere when it has finished
    taken(page, "prefect-runs")
    page.close()


def taken(page: Page, name: str) -> None:
    """One picture."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
