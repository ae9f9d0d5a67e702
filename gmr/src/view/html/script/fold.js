// Opening and closing: all groups at once, and whatever a link leads into.

function startFold() {
  const button = document.getElementById("fold");
  button.addEventListener("click", () => {
    const open = button.textContent === "Open all";
    for (const group of document.querySelectorAll(".group, .fold")) group.open = open;
    button.textContent = open ? "Close all" : "Open all";
  });
  addEventListener("hashchange", reveal);
  reveal();
}

/** Opens what the address leads into, and shows it if the filter has hidden it. */
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.closest("[hidden]")) clearFilter();
  for (let up = target; up; up = up.parentElement?.closest("details")) {
    if (up.tagName === "DETAILS") up.open = true;
  }
  target.scrollIntoView({ block: "center" });
}
