// The filter: words that an item has, and chips of which it is one.

/** Each item of the page with its text in small letters; made when first needed. */
let items = null;

function allItems() {
  items ??= Array.from(document.querySelectorAll(".item"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
    is: new Set((element.dataset.is ?? "").split(" ")),
    section: element.closest("section"),
  }));
  return items;
}

/** For each section the rows of chips, each with the tokens that are pressed. */
function pressed() {
  const rows = Array.from(document.querySelectorAll(".chips"), (row) => ({
    section: row.closest("section"),
    tokens: Array.from(row.querySelectorAll("[aria-pressed=true]"), (chip) => chip.dataset.is),
  }));
  return rows.filter((row) => row.tokens.length > 0);
}

function filter() {
  const words = document.getElementById("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = words.filter((word) => !word.startsWith("-"));
  const unwanted = words.filter((word) => word.startsWith("-") && word.length > 1).map((word) => word.slice(1));
  const rows = pressed();
  let shown = 0;
  for (const item of allItems()) {
    const isShown = wanted.every((word) => item.text.includes(word)) &&
      !unwanted.some((word) => item.text.includes(word)) &&
      rows.every((row) => row.section !== item.section || row.tokens.some((token) => item.is.has(token)));
    item.element.hidden = !isShown;
    shown += isShown;
  }
  const isFiltered = words.length > 0 || rows.length > 0;
  for (const fold of document.querySelectorAll(".fold")) unfold(fold, isFiltered);
  document.getElementById("shown").textContent = isFiltered ? `${shown} of ${items.length} shown` : "";
  document.dispatchEvent(new Event("filtered"));
}

/** What is folded opens for as long as there is a filter, so that what it finds is seen. */
const folded = new Set();

function unfold(fold, isFiltered) {
  fold.hidden = !fold.querySelector(".item:not([hidden])");
  if (isFiltered && !fold.open) folded.add(fold);
  if (isFiltered) fold.open = true;
  else if (folded.delete(fold)) fold.open = false;
}

function clearFilter() {
  document.getElementById("filter").value = "";
  for (const chip of document.querySelectorAll(".chips [aria-pressed=true]")) chip.ariaPressed = "false";
  filter();
}

function startFilter() {
  const input = document.getElementById("filter");
  input.hidden = false;
  input.addEventListener("input", filter);
  for (const chip of document.querySelectorAll(".chips button")) {
    chip.disabled = false;
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      filter();
    });
  }
}
