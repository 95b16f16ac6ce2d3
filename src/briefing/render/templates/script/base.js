// Brings the words of a source beside the sentence that rests on them, and finds stories. Everything a small
// day shows stands in the page already; without this script the same links lead to the same places. Nothing is
// ever parsed as HTML here.

const byId = (id) => document.getElementById(id);
const make = (tag, cls, text) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  return node;
};
const every = (selector, within = document) => [...within.querySelectorAll(selector)];

// ── the packed parts of a large page ──

const unpack = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(plain).text());
};
// A text is a string, an element [tag, attributes, ...children]; see packed.py.
const grow = (trees, into, inPicture) => {
  for (const tree of trees) {
    if (typeof tree === "string") {
      into.append(tree);
      continue;
    }
    const [tag, attributes, ...children] = tree, picture = inPicture || tag === "svg";
    const node = picture ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    into.append(grow(children, node, picture));
  }
  return into;
};
let parts = {};
if (byId("packed")) {
  try {
    parts = await unpack(byId("packed").textContent);
    byId("unpack").hidden = true;
  } catch {
    byId("unpack").textContent = "This browser is too old to unpack this page; read briefing.md and the folder “articles” beside it.";
  }
}
const grown = (name, node) => {
  if (node && parts[name]) {
    grow(parts[name], node);
    delete parts[name];
    label(node);
  }
  return node;
};
// What stands below a story's sentences, and the text of a source: built when somebody comes near.
const whole = (story) => story && grown("r" + story.id.slice(6), story.querySelector(".rest"));
const bodyOf = (n) => grown("b" + n, byId("b" + n));
const near = new IntersectionObserver(
  (seen) => {
    for (const { target: story, isIntersecting } of seen) if (isIntersecting) whole(story);
  },
  { rootMargin: "800px" },
);
if (byId("packed")) for (const story of every(".story")) near.observe(story);

// ── where a link leads ──

const target = (link) => /^#([qs])(\d+)(?:[-p](\d+))?$/.exec(link.getAttribute("href") || "");
const known = new Map();
const nameOf = (n) => {
  if (!known.has(n)) {
    const home = byId("s" + n);
    known.set(n, `${home.querySelector(".who").textContent} · ${home.querySelector(".meta").textContent}`);
  }
  return known.get(n);
};
const place = (link) => {
  const [, kind, n, at] = target(link) || [];
  const body = n && bodyOf(n);
  if (!body) return null;
  const marks = kind === "q" ? every(`mark[data-q~="${at}"]`, body) : [];
  const row = marks.length ? marks[0].closest(".r") : byId(link.hash.slice(1))?.closest(".r");
  return { n, body, home: byId("s" + n), marks, row, name: nameOf(n), number: row?.querySelector("b").textContent };
};
const quote = (at) => {
  const source = at.row.querySelector("p");
  const node = make("blockquote", "", at.marks.map((mark) => mark.textContent).join(""));
  node.lang = source.lang;
  node.dir = source.dir;
  return node;
};
const where = (at) => at.name + (at.number ? ` · paragraph ${at.number}` : "");

function label(within) {
  for (const link of every("a.c[href]", within)) {
    const [, , n] = target(link) || [];
    if (n && byId("s" + n)) link.setAttribute("aria-label", `${link.textContent} ${nameOf(n)}`);
  }
}
label(document);
