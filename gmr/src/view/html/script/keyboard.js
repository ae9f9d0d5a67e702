// The keyboard: `/` to the filter, Escape back, `j` and `k` or the arrows from group to group.

/** The titles of the groups that can be seen, in order. That they are rendered is not asked: of
 *  thousands that are not, each answer would lay out the page. */
function titles() {
  const isSeen = (group) => !group.closest("[hidden]") && !group.parentElement.closest("details:not([open])");
  const groups = Array.from(document.querySelectorAll(".group, .fold")).filter(isSeen);
  return groups.map((group) => group.querySelector(":scope > summary"));
}

function move(step) {
  const all = titles();
  const here = document.activeElement?.closest(".group, .fold")?.querySelector(":scope > summary");
  const at = all.indexOf(here);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const input = document.getElementById("filter");
  const isTyping = event.target === input;
  if (event.key === "Escape") {
    clearFilter();
    input.blur();
  } else if (event.key === "/" && !isTyping) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (!isTyping && !event.target.closest(".chart")) {
    const isTitle = event.target.tagName === "SUMMARY";
    const isDown = event.key === "j" || (event.key === "ArrowDown" && isTitle);
    const isUp = event.key === "k" || (event.key === "ArrowUp" && isTitle);
    if (isDown || isUp) {
      event.preventDefault();
      move(isDown ? 1 : -1);
    }
  }
}

function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.querySelector(".keys").hidden = false;
}
