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
// A text is a string, an element [tag, attributes, ...children]; see compress.py.
const grow = (trees, into) => {
  for (const tree of trees) {
    if (typeof tree === "string") {
      into.append(tree);
      continue;
    }
    const [tag, attributes, ...children] = tree, node = document.createElement(tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    into.append(grow(children, node));
  }
  return into;
};
let parts = {};
if (byId("packed")) {
  try {
    parts = await unpack(byId("packed").textContent);
    byId("unpack").hidden = true;
  } catch {
    byId("unpack").textContent = "This browser is too old to unpack this page; read briefing.md and the “articles” folder next to it.";
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
const whole = (story) => story && grown("r" + story.id.slice(6), story.querySelector(".folds"));
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
const nameOf = (n) => {
  const home = byId("s" + n);
  return { who: home.querySelector(".who").textContent, lang: home.querySelector(".lang").textContent, tag: home.dataset.tag, author: home.querySelector(".author")?.textContent, day: home.querySelector(".day")?.textContent };
};
const place = (link) => {
  const [, kind, n, at] = target(link) || [];
  const body = n && bodyOf(n);
  if (!body) return null;
  const spans = kind !== "q" ? [] : link.dataset.q ? link.dataset.q.split(" ") : [at];
  const within = (what, span) => every(`[data-${what}~="${span}"]`, body);
  const marks = [...new Set(spans.flatMap((span) => within("q", span)))];
  const english = [...new Set(spans.flatMap((span) => within("e", span)))];
  const row = marks.length ? null : byId(link.hash.slice(1))?.closest(".r");
  const rows = row ? [row] : [...new Set(marks.map((mark) => mark.closest(".r")))];
  // Of each span its words, and the sentence that renders them.
  const quotes = spans.map((span) => {
    const said = within("q", span), source = said[0]?.closest("p");
    return source && { text: textOf(said), english: textOf(within("e", span)), lang: source.lang, dir: source.dir };
  });
  return { n, body, home: byId("s" + n), marks, english, rows, quotes: quotes.filter(Boolean), ...nameOf(n) };
};
const textOf = (nodes) => nodes.map((node) => node.textContent).join("");
const quote = ({ text, lang, dir }, tag) => {
  const node = make(tag);
  node.append(make("span", "", text));
  node.lang = lang;
  node.dir = dir;
  return node;
};
const numbers = (at) => at.rows.map((row) => row.querySelector("b").textContent).join(", ");
const where = (at) => `${at.who}, ${at.lang}` + (at.rows.length ? ` · ¶ ${numbers(at)}` : "");

function label(within) {
  for (const link of every("a.c[href]:not(.w)", within)) {
    const [, , n] = target(link) || [];
    if (!n || !byId("s" + n)) continue;
    const { who, lang } = nameOf(n), lost = link.matches(".lost") ? " (words not found in the source)" : "";
    link.setAttribute("aria-label", `${who}, ${lang}${lost}`);
  }
}
label(document);
