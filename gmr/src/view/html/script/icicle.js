// The icicle: stacks from their roots down, each call as wide as it has threads. It is drawn of
// the groups that the filter shows, when it is opened.

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
    for (const node of [...bar.node.below.values()].sort((a, b) => b.threads - a.threads)) {
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

function startIcicle() {
  const details = document.getElementById("icicle");
  if (!details) return;
  details.hidden = false;
  const bar = document.createElement("div");
  bar.className = "chart-bar";
  const words = document.createElement("output");
  const find = document.createElement("button");
  find.type = "button";
  find.textContent = "Filter by this call";
  find.hidden = true;
  bar.append(words, find);
  const chart = document.createElement("div");
  chart.className = "chart";
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", "Icicle: arrows move, Enter widens");
  details.append(bar, chart);
  let root = null;
  let top = null;

  function draw(node) {
    top = node;
    const drawn = bars(node);
    const depth = Math.max(...drawn.map((bar) => bar.depth)) + 1;
    chart.style.height = `${depth * 1.3}rem`;
    const buttons = drawn.map(({ node: call, depth: row, left, width }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = call.name;
      button.title = barWords(call, root.threads);
      button.style.left = `${left * 100}%`;
      button.style.width = `${width * 100}%`;
      button.style.top = `${row * 1.3}rem`;
      button.tabIndex = call === node ? 0 : -1;
      if (call.isOwn) button.className = "own";
      button.call = call;
      return button;
    });
    chart.replaceChildren(...buttons);
    say(node);
  }

  function say(call) {
    words.textContent = barWords(call, root.threads);
    find.hidden = call === root;
    find.onclick = () => {
      document.getElementById("filter").value = call.search.split(/\s+/)[0];
      filter();
    };
  }

  const buttonOf = (call) => Array.from(chart.children).find((button) => button.call === call);
  function go(call) {
    const button = call && buttonOf(call);
    if (!button) return;
    for (const other of chart.children) other.tabIndex = other === button ? 0 : -1;
    button.focus();
  }

  function beside(call, step) {
    const all = [...(call.parent?.below.values() ?? [call])].sort((a, b) => b.threads - a.threads);
    return all[all.indexOf(call) + step];
  }

  chart.addEventListener("click", (event) => {
    const call = event.target.call;
    if (!call) return;
    draw(call === top && call.parent ? call.parent : call);
    go(call);
  });
  const tell = (event) => event.target.call && say(event.target.call);
  chart.addEventListener("pointerover", tell);
  chart.addEventListener("focusin", tell);
  chart.addEventListener("keydown", (event) => {
    const call = event.target.call;
    if (!call) return;
    const deepest = () => [...call.below.values()].sort((a, b) => b.threads - a.threads)[0];
    const moves = { ArrowUp: () => call.parent, ArrowDown: deepest, ArrowLeft: () => beside(call, -1), ArrowRight: () => beside(call, 1) };
    if (!moves[event.key]) return;
    event.preventDefault();
    go(moves[event.key]());
  });

  const redraw = () => {
    if (!details.open) return;
    root = callTree();
    draw(root);
  };
  details.addEventListener("toggle", redraw);
  document.addEventListener("filtered", redraw);
  document.getElementById("app").addEventListener("change", redraw);
}
