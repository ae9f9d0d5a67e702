// A page of a service in which much is wrong, used as a reader uses it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, start, stop, titles } from "./page.mjs";

before(start);
after(stop);

/** A test with a page of its own, at the end of which nothing has gone wrong. */
function on(kind, name, body, options) {
  test(name, async () => {
    const { page, faults, close } = await open(kind, options);
    await body(page);
    assert.deepEqual(faults, []);
    await close();
  });
}

const threads = "section:has(#icicle)";

on("service", "the verdict says the worst first", async (page) => {
  const sentence = await page.locator(".sentence").textContent();
  assert.match(sentence, /^Threads are deadlocked/);
  const kinds = await page.locator(".findings b").allTextContents();
  assert.equal(kinds[0], "deadlock");
  for (const kind of ["suspect", "contention", "crowd"]) assert.ok(kinds.includes(kind), kind);
  assert.match(await page.locator("#verdict").textContent(), /Cache: section panicked/);
});

on("service", "the filter leaves what has all words, and none with a minus", async (page) => {
  const filter = page.locator("#filter");
  await filter.fill("worker-0 DEPOSIT");
  const shown = await titles(page, threads);
  assert.equal(shown.length, 1);
  assert.match(shown[0], /worker-0/);
  assert.match(await page.locator("#shown").textContent(), /^1 of \d+ shown$/);
  await filter.fill("transfer -transfer-a");
  assert.ok((await titles(page, threads)).every((title) => !title.includes("transfer-a")));
  await filter.fill("nothing has these words");
  assert.equal((await titles(page)).length, 0);
  await filter.fill("");
  assert.ok((await titles(page)).length > 5);
});

on("service", "the filter opens what is folded if it is there", async (page) => {
  const own = page.locator(".fold.gmr");
  assert.equal(await own.evaluate((fold) => fold.open), false);
  await page.locator("#filter").fill("gmr-reporter");
  assert.equal(await own.evaluate((fold) => fold.open), true);
  assert.match((await titles(page, ".gmr")).join(), /gmr-reporter/);
});

on("service", "chips show the groups of their state, and count threads", async (page) => {
  const chip = page.locator(`${threads} .chips [data-is=lock]`);
  const all = await titles(page, threads);
  await chip.click();
  assert.equal(await chip.getAttribute("aria-pressed"), "true");
  const locked = await titles(page, threads);
  assert.ok(locked.length > 0 && locked.length < all.length, locked.join("\n"));
  assert.ok(locked.every((title) => /Mutex/.test(title)), locked.join("\n"));
  await chip.click();
  assert.deepEqual(await titles(page, threads), all);
});

on("service", "application frames alone are shown on demand", async (page) => {
  const group = page.locator(`${threads} .group`, { hasText: "auditor" }).first();
  const frames = () => group.locator(".frames > li:visible").allTextContents();
  const before = await frames();
  assert.ok(before.some((frame) => frame.startsWith("std::")), before.join("\n"));
  await page.locator("#app").check();
  const own = await frames();
  assert.ok(own.some((frame) => frame.includes("service::audit")), own.join("\n"));
  assert.ok(own.every((frame) => !frame.startsWith("std::")), own.join("\n"));
  assert.ok(own.some((frame) => /^\d+ frames? of libraries/.test(frame)), own.join("\n"));
});

on("service", "all is reached by keyboard", async (page) => {
  await page.keyboard.press("/");
  const filter = page.locator("#filter");
  assert.ok(await filter.evaluate((input) => input === document.activeElement));
  await page.keyboard.type("worker");
  assert.equal(await filter.inputValue(), "worker");
  await page.keyboard.press("Escape");
  assert.equal(await filter.inputValue(), "");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("j");
  const first = await focused();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(), first);
  await page.keyboard.press("k");
  assert.equal(await focused(), first);
  const isOpen = () => page.evaluate(() => document.activeElement.parentElement.open);
  const wasOpen = await isOpen();
  await page.keyboard.press("Enter");
  assert.equal(await isOpen(), !wasOpen);
});

on("service", "every control can be reached by Tab, and is seen to be", async (page) => {
  const met = new Set();
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const width = parseFloat(getComputedStyle(element).outlineWidth);
      return { id: element.id, tag: element.tagName, isSeen: element.matches(":focus-visible") && width > 0 };
    });
    if (at.tag === "BODY") break;
    assert.ok(at.isSeen, `no outline: ${JSON.stringify(at)}`);
    met.add(at.id || at.tag);
  }
  for (const control of ["filter", "app", "code", "fold", "copy", "SUMMARY", "A", "BUTTON"]) {
    assert.ok(met.has(control), `${control} is not reached`);
  }
});

on("service", "a group and the whole are copied as text", async (page) => {
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const group = page.locator(`${threads} .group`, { hasText: "auditor" }).first();
  await group.getByRole("button", { name: "Copy as text" }).click();
  await group.getByRole("button", { name: "Copied" }).waitFor();
  const one = await clipboard();
  assert.match(one, /^#\d+ auditor/);
  assert.match(one, /\n +\d+ \S*service::audit \S+service\.rs:\d+/);
  assert.doesNotMatch(one, /worker-0|Copy as text/);
  await page.locator("#copy").click();
  await page.locator("#copy", { hasText: "Copied" }).waitFor();
  const all = await clipboard();
  for (const part of ["Verdict", "auditor", "worker-0", "gmr-reporter", "database_url =", "***"]) {
    assert.ok(all.includes(part), part);
  }
});

on("service", "a task that runs leads to the stack of its thread", async (page) => {
  await page.locator(".tree a", { hasText: "thread #" }).first().click();
  const target = page.locator(":target");
  assert.match(await target.getAttribute("id"), /^thread-\d+$/);
  assert.ok(await target.isVisible());
});

on("service", "the icicle has a bar for each call, which widens and filters", async (page) => {
  await page.locator("#icicle > summary").click();
  const bars = page.locator(".chart button");
  await bars.first().waitFor();
  assert.ok((await bars.count()) > 5);
  const deposit = page.locator(".chart button", { hasText: "service::deposit" });
  const narrow = (await deposit.boundingBox()).width;
  await deposit.click();
  const wide = (await page.locator(".chart button", { hasText: "service::deposit" }).boundingBox()).width;
  assert.ok(wide > narrow * 1.5, `${narrow} to ${wide}`);
  await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: "Filter by this call" }).click();
  assert.notEqual(await page.locator("#filter").inputValue(), "");
});

on("service", "all opens and closes at once", async (page) => {
  const closed = page.locator(".group:not([open])");
  await page.locator("#fold").click();
  assert.equal(await closed.count(), 0);
  await page.locator("#fold").click();
  assert.equal(await page.locator(".group[open]").count(), 0);
});

on("service", "without JavaScript all is there, and nothing pretends to work", async (page) => {
  assert.ok(await page.locator(".sentence").isVisible());
  assert.equal(await page.locator("#filter, #copy, #fold, #icicle").filter({ visible: true }).count(), 0);
  assert.equal(await page.locator(".chips button:enabled").count(), 0);
  await page.locator(".fold.gmr > summary").click();
  await page.locator(".gmr .group > summary").first().click();
  assert.ok(await page.locator(".gmr .frames > li").first().isVisible());
  await page.locator("#app").check();
  assert.equal(await page.locator(".frames > .o").filter({ visible: true }).count(), 0);
}, { javaScriptEnabled: false });

on("service", "a narrow screen needs no scrolling to the side", async (page) => {
  await page.locator("#fold").click();
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(widths[0] <= widths[1], widths.join(" > "));
}, { viewport: { width: 390, height: 800 } });
