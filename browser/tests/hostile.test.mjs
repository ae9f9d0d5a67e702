// A page whose every text is markup: none of it may become any.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, start, stop } from "./page.mjs";

before(start);
after(stop);

/** What no page of gmr has; `script` and `style` it has once each. */
const foreign = "img, svg, iframe, math, base, meta[http-equiv=refresh], [onerror], [onload], [onfocus], [autofocus], [srcdoc], [style]:not(.chart, .chart *)";

for (const javaScriptEnabled of [true, false]) {
  test(`no payload does anything, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const { page, faults, close } = await open("hostile", { javaScriptEnabled });
    // Each of the places has its payloads.
    const text = await page.locator("body").evaluate((body) => body.textContent);
    for (const place of ["<script>pwned", "onerror=pwned=2", "onerror=pwned=3", "onerror=pwned=6"]) {
      assert.ok(text.includes(place), place);
    }
    assert.ok(text.includes("\\u{2028}") && text.includes("\\u{202e}") && text.includes("\\u{0}"));
    assert.equal(await page.locator(foreign).count(), 0);
    assert.equal(await page.locator("script").count(), 1);
    assert.equal(await page.locator("style").count(), 1);
    const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.ok(links.length > 0 && links.every((link) => /^#[a-z]+(-\d+)?$/.test(link)), links.join());
    if (javaScriptEnabled) await useEverything(page);
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    assert.deepEqual(faults, []);
    await close();
  });
}

/** Whatever the script makes of the texts: copies, bars, titles. */
async function useEverything(page) {
  await page.locator("#fold").click();
  await page.evaluate(() => { document.getElementById("icicle").open = true; });
  await page.locator(".chart button", { hasText: "onerror=pwned=3" }).first().click();
  await page.getByRole("button", { name: "Filter by this call" }).click();
  await page.locator("#filter").fill("<script>pwned");
  await page.locator("#copy").click();
  await page.locator("#copy", { hasText: "Copied" }).waitFor();
  for (const scroll of [0.25, 0.5, 1]) {
    await page.evaluate((part) => scrollTo(0, document.body.scrollHeight * part), scroll);
  }
  assert.equal(await page.locator(foreign).count(), 0);
}

test("what is not allowed would be noticed", async () => {
  const { page, faults, close } = await open("hostile");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.pwned = 1";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.match(faults.join(), /Content Security Policy/);
  await close();
});
