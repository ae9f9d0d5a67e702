// The plain text of what stands on the page, hidden or not.

/** Elements whose text begins on a line of its own. */
const BLOCKS = new Set(["H1", "H2", "H3", "P", "LI", "DIV", "DETAILS", "SUMMARY", "SECTION", "HEADER", "DL", "UL", "OL"]);

/** The text of an element, with two spaces for each list that it stands in. */
function textOf(element) {
  const lines = [""];
  append(element, 0, lines);
  const blank = (line, at) => line.trim() !== "" || (at > 0 && lines[at - 1].trim() !== "");
  return lines.map((line) => line.trimEnd()).filter(blank).join("\n").trim() + "\n";
}

function append(node, indent, lines) {
  if (node.nodeType === Node.TEXT_NODE) return word(node.data, lines);
  if (node.nodeType !== Node.ELEMENT_NODE || isSkipped(node)) return;
  if (node.tagName === "PRE") return lines.push(...node.textContent.split("\n"));
  const isBlock = BLOCKS.has(node.tagName);
  if (isBlock) begin(node, indent, lines);
  const isList = node.tagName === "UL" || node.tagName === "OL" || node.matches("dd > dl");
  for (const child of node.childNodes) append(child, indent + (isList ? 1 : 0), lines);
  if (node.matches(".frames > .i")) word("(inlined)", lines);
  if (node.dataset.code) word(`[${node.dataset.code}]`, lines);
  if (node.tagName === "DT") lines[lines.length - 1] += " =";
  if (isBlock) lines.push("");
}

/** What is for the hand only, and what stands in place of frames that are there. */
function isSkipped(node) {
  return node.matches("button, input, output, script, .tools, .keys, .f, #icicle");
}

function begin(node, indent, lines) {
  if (lines.at(-1).trim() !== "") lines.push("");
  if (node.tagName === "SECTION" || node.matches(".group")) lines.push("");
  const number = node.tagName === "LI" && node.hasAttribute("value") ? node.value + " " : "";
  lines[lines.length - 1] = "  ".repeat(indent) + number;
}

function word(text, lines) {
  const at = lines.length - 1;
  const clean = text.replace(/\s+/g, " ");
  const last = lines[at];
  const space = last.trim() !== "" && !/\s$/.test(last) ? " " : "";
  if (clean.trim() !== "") lines[at] = last + space + clean.trim();
}
