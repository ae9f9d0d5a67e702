// Copying as text: the whole report, or what is in one group.

/** Puts text on the clipboard; where that is not allowed, by way of a selection. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** A button says for a moment that it has done what it was pressed for. */
async function copyBy(button, element) {
  await copy(textOf(element));
  const words = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = words; }, 1200);
}

/** A group gets its button when it is opened: of thousands most never are. */
function addCopy(group) {
  if (group.querySelector(":scope > .copy")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy as text";
  button.addEventListener("click", () => copyBy(button, group));
  group.querySelector(":scope > summary").after(button);
}

function startCopy() {
  const all = document.getElementById("copy");
  all.addEventListener("click", () => copyBy(all, document.body));
  for (const group of document.querySelectorAll(".group[open]")) addCopy(group);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".group[open]")) addCopy(event.target);
  }, true);
}
