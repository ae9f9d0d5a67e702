// 3,000 threads with 3,000 stacks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, start, stop } from "./page.mjs";

before(start);
after(stop);

/** The aim is 2 s; a machine that does other things, too, must not fail here. */
const MOST = 5_000;

test("3,000 stacks can be used at once", async (t) => {
  const { page, faults, begin, close } = await open("crowd");
  await page.keyboard.press("/");
  const usable = performance.now() - begin;
  await page.locator("#filter").fill("caller-1234");
  await page.locator("#shown", { hasText: /^1 of \d+ shown$/ }).waitFor();
  const found = performance.now() - begin - usable;
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  const groups = await page.locator(".group").count();
  const moved = performance.now() - begin - usable - found;
  t.diagnostic(`usable after ${usable.toFixed()} ms, filtered in ${found.toFixed()}, left and moved in ${moved.toFixed()}`);
  assert.ok(groups >= 3_000, `${groups} groups`);
  assert.ok(usable < MOST, `usable after ${usable} ms`);
  assert.deepEqual(faults, []);
  await close();
});
