// What the icicle is drawn of: the calls of the groups that the filter shows, as a tree, and the
// bars that they become.

/** A bar that is narrower is not drawn, in parts of the whole. */
const NARROW = 0.003;

/** The calls of a stack from its root down; those of libraries between two of the program as one. */
function callsOf(group, appOnly) {
  const frames = [...group.querySelectorAll(".frames > li[value]")].reverse();
  const calls = [];
  for (const frame of frames) {
    const name = frame.firstElementChild.textContent;
    const isOwn = !frame.classList.contains("o");
    const last = calls.at(-1);
    if (isOwn) calls.push({ isOwn, names: [name] });
    else if (last && !last.isOwn) last.names.push(name);
    else if (!appOnly) calls.push({ isOwn, names: [name] });
  }
  return calls;
}

/** The tree of calls of all threads that are shown; what is gmr's is left out. */
function callTree() {
  const root = { name: "all threads", threads: 0, isOwn: false, below: new Map(), parent: null };
  const appOnly = document.getElementById("app").checked;
  for (const group of document.querySelectorAll(".group[data-n]:not([hidden])")) {
    if (group.closest(".gmr")) continue;
    const threads = Number(group.dataset.n);
    root.threads += threads;
    let node = root;
    for (const { isOwn, names } of callsOf(group, appOnly)) {
      const key = names.join("\n");
      if (!node.below.has(key)) {
        const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
        // What has a name tells more than what has an address only.
        const first = names.find((name) => !/^(\/|0x|\[)/.test(name)) ?? names[0];
        node.below.set(key, { name: first + more, search: first, threads: 0, isOwn, below: new Map(), parent: node });
      }
      node = node.below.get(key);
      node.threads += threads;
    }
  }
  return root;
}

/** What a call calls, in the order of the bars. */
function widestFirst(node) {
  return [...node.below.values()].sort((a, b) => b.threads - a.threads);
}

/** The bars of what is under `top`, which is as wide as all; those above it stand there whole. */
function bars(top) {
  const found = [];
  const above = [];
  for (let up = top.parent; up; up = up.parent) above.unshift(up);
  above.forEach((node, depth) => found.push({ node, depth, left: 0, width: 1 }));
  const rest = [{ node: top, depth: above.length, left: 0, width: 1 }];
  while (rest.length > 0) {
    const bar = rest.pop();
    found.push(bar);
    let left = bar.left;
    for (const node of widestFirst(bar.node)) {
      const width = node.threads / Math.max(top.threads, 1);
      if (width >= NARROW) rest.push({ node, depth: bar.depth + 1, left, width });
      left += width;
    }
  }
  return found;
}

/** "ledger::serve: 6 of 11 threads". */
function barWords(node, all) {
  return `${node.name}: ${node.threads} of ${all} thread${all === 1 ? "" : "s"}`;
}
