"""What customers and people at the desk do in a journey, and what they then see."""

from playwright.async_api import expect

from tests.browser.test_journey import PATIENCE, hears, says


class Handset:
    """A customer's phone."""

    def __init__(self, screen):
        self.screen = screen

    async def says(self, text):
        await says(self.screen, text)

    async def taps(self, title):
        """The newest button of that title."""
        await self.screen.locator("[data-button]", has_text=title).last.click()

    async def hears(self, text):
        await hears(self.screen, text)

    def heard(self, text):
        return self.screen.locator("[data-bubble].theirs", has_text=text)


class Desk:
    """The page of somebody who has logged in."""

    def __init__(self, page, running):
        self.page = page
        self.running = running

    async def log_in(self, email):
        await self.page.goto(f"{self.running.url}/login")
        await self.page.fill("input[name=email]", email)
        await self.page.fill("input[name=password]", self.running.settings.demo_password.get_secret_value())
        await self.page.click("form[action='/login'] button")
        await self.page.wait_for_url("**/desk**")

    async def goes_to(self, path):
        return await self.page.goto(f"{self.running.url}{path}")

    def waiting(self, name=""):
        return self.page.locator("#waiting .line", has_text=name)

    def mine(self, name=""):
        return self.page.locator("#mine .line", has_text=name)

    @property
    def thread(self):
        return self.page.locator("#messages")

    @property
    def summary(self):
        return self.page.locator(".summary")

    @property
    def notices(self):
        return self.page.locator("#notices .toast")

    async def takes(self, name):
        await expect(self.waiting(name)).to_be_visible(timeout=PATIENCE)
        await self.waiting(name).locator("a").click()
        await self.page.locator("form[action$='/assignment'] button").click()
        await expect(self.page.locator("#body")).to_be_visible(timeout=PATIENCE)

    async def gets(self, name):
        """Without having pressed anything."""
        await expect(self.mine(name)).to_be_visible(timeout=PATIENCE)

    async def opens(self, name):
        await self.mine(name).locator("a").click()
        await expect(self.page.locator("#body")).to_be_visible(timeout=PATIENCE)

    async def answers(self, text):
        await self.page.locator("textarea[name=body]").fill(text)
        await self.page.locator("form[action$='/messages'] .button--main").click()

    async def closes(self):
        await self.page.locator("#menu_closure summary").click()
        await self.page.locator("form[action$='/closure'] button").click()
        await expect(self.mine()).to_have_count(0)
