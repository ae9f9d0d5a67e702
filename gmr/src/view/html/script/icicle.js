// The icicle: stacks from their roots down, each call as wide as it has threads. It is drawn when it
// is opened, and again when the filter shows other groups.

/** The height of a bar, in rem. */
const BAR = 1.3;

class Icicle {
  root = null;
  top = null;

  constructor(details) {
    this.details = details;
    this.words = document.createElement("output");
    this.find = document.createElement("button");
    this.find.type = "button";
    this.find.textContent = "Filter by this call";
    this.find.addEventListener("click", () => this.filterBy(this.told));
    const line = document.createElement("div");
    line.className = "chart-bar";
    line.append(this.words, this.find);
    this.chart = document.createElement("div");
    this.chart.className = "chart";
    this.chart.setAttribute("role", "group");
    this.chart.setAttribute("aria-label", "Icicle: arrows move, Enter widens");
    details.append(line, this.chart);
    this.chart.addEventListener("click", (event) => this.widen(event.target.call));
    this.chart.addEventListener("pointerover", (event) => this.tell(event.target.call));
    this.chart.addEventListener("focusin", (event) => this.tell(event.target.call));
    this.chart.addEventListener("keydown", (event) => this.onKey(event));
  }

  redraw() {
    if (!this.details.open) return;
    this.root = callTree();
    this.draw(this.root);
  }

  draw(top) {
    this.top = top;
    const drawn = bars(top);
    const depth = Math.max(...drawn.map((bar) => bar.depth)) + 1;
    this.chart.style.height = `${depth * BAR}rem`;
    this.chart.replaceChildren(...drawn.map((bar) => this.button(bar)));
    this.tell(top);
  }

  /** Of all bars one is reached by Tab, the others from it by arrows. */
  button({ node, depth, left, width }) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = node.name;
    button.title = barWords(node, this.root.threads);
    button.style.left = `${left * 100}%`;
    button.style.width = `${width * 100}%`;
    button.style.top = `${depth * BAR}rem`;
    button.tabIndex = node === this.top ? 0 : -1;
    button.className = node.isOwn ? "own" : "";
    button.call = node;
    return button;
  }

  tell(call) {
    if (!call) return;
    this.told = call;
    this.words.textContent = barWords(call, this.root.threads);
    this.find.hidden = call === this.root;
  }

  filterBy(call) {
    document.getElementById("filter").value = call.search.split(/\s+/)[0];
    filter();
  }

  /** A call becomes as wide as all; one that is so already makes way for the one above it. */
  widen(call) {
    if (!call) return;
    this.draw(call === this.top && call.parent ? call.parent : call);
    this.go(call);
  }

  go(call) {
    const button = Array.from(this.chart.children).find((button) => button.call === call);
    if (!button) return;
    for (const other of this.chart.children) other.tabIndex = other === button ? 0 : -1;
    button.focus();
  }

  onKey(event) {
    const call = event.target.call;
    if (!call) return;
    const beside = (step) => {
      const all = call.parent ? widestFirst(call.parent) : [call];
      return all[all.indexOf(call) + step];
    };
    const moves = {
      ArrowUp: () => call.parent,
      ArrowDown: () => widestFirst(call)[0],
      ArrowLeft: () => beside(-1),
      ArrowRight: () => beside(1),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    this.go(moves[event.key]());
  }
}

function startIcicle() {
  const details = document.getElementById("icicle");
  if (!details) return;
  details.hidden = false;
  const icicle = new Icicle(details);
  const redraw = () => icicle.redraw();
  details.addEventListener("toggle", redraw);
  document.addEventListener("filtered", redraw);
  document.getElementById("app").addEventListener("change", redraw);
}
