// What axe finds that keeps people from using the page, in light and in dark.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { open, start, stop } from "./page.mjs";

before(start);
after(stop);

const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** The findings for all that is on the page, opened and drawn. */
async function findings(kind, colorScheme) {
  // The policy of the page would keep axe itself from running.
  const { page, close } = await open(kind, { colorScheme, bypassCSP: true });
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const group of document.querySelectorAll(".group")) group.style.contentVisibility = "visible";
    document.querySelector(".chips button").click();
    document.querySelector(".chips button").click();
  });
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  await close();
  assert.ok(passes.length > 15, "axe has looked at little");
  return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes[0].html}`);
}

for (const kind of ["service", "hostile"]) {
  for (const scheme of ["light", "dark"]) {
    test(`axe finds nothing serious on the page ${kind} in ${scheme}`, async () => {
      const serious = (await findings(kind, scheme)).filter((line) => /^(serious|critical)/.test(line));
      assert.deepEqual(serious, []);
    });
  }
}
