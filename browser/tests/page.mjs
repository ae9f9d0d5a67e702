// A page in a headless Chromium, with all that it must not do noted down.

import { chromium } from "playwright-core";
import { fileURLToPath } from "node:url";
import path from "node:path";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const folder = process.env.GMR_PAGES ?? fileURLToPath(new URL("../pages", import.meta.url));
const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let browser = null;

export async function start() {
  browser = await chromium.launch({ executablePath, args });
}

export async function stop() {
  await browser?.close();
}

/**
 * Opens the page of this kind. What `faults` holds afterwards should not have happened: messages
 * on the console (violations of the policy are among them), errors, dialogs, and requests.
 */
export async function open(kind, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const faults = [];
  const url = `file://${path.join(folder, kind)}.html`;
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url) faults.push(`request: ${request.url()}`);
  });
  const begin = performance.now();
  await page.goto(url);
  return { page, faults, begin, close: () => context.close() };
}

/** The texts of the titles of all groups that can be seen. */
export async function titles(page, inside = "") {
  return page.locator(`${inside} .group > summary:visible`).allTextContents();
}
