// ── the search: over all a story says, its names in every script, and the quotes it rests on ──

// Letters that decomposing doesn't bring together, and digits of other scripts.
const SAME = { ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ς: "σ", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": "", "\u200c": "", "\u200d": "" };
const ODD = new RegExp(`[${Object.keys(SAME).join("")}٠-٩۰-۹]`, "g");
// The marks of Latin, Greek, Cyrillic, Hebrew and Arabic; those of India and Japan make other letters.
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
const fold = (text) =>
  text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(ODD, (letter) => SAME[letter] ?? String(letter.charCodeAt(0) & 15));

const UNITS = "h2 .t, .told .t, .k .t, .point th > [dir], .names dt, .names .form > [lang], .plain li, .notes dt, .notes dd";
const quotesOf = new Map();
const quoteAt = (n, span) => {
  if (!quotesOf.has(n)) {
    const spans = new Map(), add = (text, keys) => keys.forEach((key) => spans.set(+key, (spans.get(+key) || "") + text));
    for (const part of every("mark", bodyOf(n))) add(part.textContent, part.dataset.q.split(" "));
    quotesOf.set(n, spans);
  }
  return quotesOf.get(n).get(+span) || "";
};
let index = null;
const indexed = () =>
  (index ??= stories.map((story) => {
    const seen = new Set(), quotes = [];
    whole(story);
    for (const link of every("a.c[href^='#q']", story)) {
      const href = link.getAttribute("href"), [, , n, span] = target(link);
      if (seen.has(href) || !/^\[/.test(link.textContent)) continue;
      seen.add(href);
      quotes.push({ link, folded: fold(quoteAt(n, span)) });
    }
    const units = every(UNITS, story).filter((node) => node.firstChild?.nodeType === Node.TEXT_NODE);
    return { quotes, units: units.map((node) => ({ text: node.firstChild, folded: fold(node.firstChild.data) })) };
  }));

// Words, and what stands in quotation marks as a whole; one letter of an alphabet finds too much.
const wordsOf = (asked) =>
  [...asked.matchAll(/"([^"]+)"|(\S+)/g)].map((m) => fold(m[1] || m[2])).filter((word) => word.length > 1 || /[^\u0000-\u04ff]/.test(word));

const searched = (asked) => {
  const words = wordsOf(asked), fitting = new Map();
  if (!words.length) return null;
  indexed().forEach((story, n) => {
    const parts = [...story.units, ...story.quotes];
    if (words.every((word) => parts.some((part) => part.folded.includes(word)))) fitting.set(n, story);
  });
  return { words, stories: fitting };
};

// Where in the text the folded letters came from.
const ranges = (text, words) => {
  const from = [], until = [];
  let folded = "", at = 0;
  for (const letter of text.data) {
    const plain = fold(letter);
    if (!plain && until.length) until[until.length - 1] = at + letter.length;
    for (let n = 0; n < plain.length; n++) {
      from.push(at);
      until.push(at + letter.length);
    }
    folded += plain;
    at += letter.length;
  }
  return words.flatMap((word) => {
    const all = [];
    for (let n = folded.indexOf(word); n >= 0; n = folded.indexOf(word, n + word.length)) {
      const range = new Range();
      range.setStart(text, from[n]);
      range.setEnd(text, until[n + word.length - 1]);
      all.push(range);
    }
    return all;
  });
};

let hits = [], current = -1;
const mark = (matches, shown) => {
  for (const link of every("a.hit")) link.classList.remove("hit", "now");
  [hits, current] = [[], -1];
  matches?.stories.forEach((story, n) => {
    if (!shown(n)) return;
    for (const unit of story.units) {
      if (!matches.words.some((word) => unit.folded.includes(word))) continue;
      for (const range of ranges(unit.text, matches.words)) hits.push({ range, node: unit.text.parentElement });
    }
    for (const { link, folded } of story.quotes) {
      if (!matches.words.some((word) => folded.includes(word))) continue;
      link.classList.add("hit");
      hits.push({ node: link });
    }
  });
  hits.sort((a, b) => (a.node.compareDocumentPosition(b.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : a.node === b.node ? 0 : 1));
  // Drawn over the text without touching the page; where a browser can't, the stories are found all the same.
  globalThis.CSS?.highlights?.set("hit", new Highlight(...hits.flatMap((hit) => hit.range || [])));
  CSS.highlights?.delete("now");
  for (const id of ["hit-back", "hit-on"]) byId(id).hidden = hits.length < 2;
  return hits.length;
};
const jump = (by) => {
  if (!hits.length) return;
  hits[current]?.node.classList.remove("now");
  current = (current + by + hits.length) % hits.length;
  const { node, range } = hits[current];
  unfold(node);
  node.scrollIntoView({ block: "center" });
  if (range) CSS.highlights?.set("now", new Highlight(range));
  else CSS.highlights?.delete("now");
  node.classList.toggle("now", !range);
  found.textContent = found.textContent.replace(/^(?:\d+ of )?(\d+ match)/, `${current + 1} of $1`);
};

let pending = 0;
const settle = () => {
  clearTimeout(pending);
  pending = 0;
  apply();
};
// A large page is read through while the first letters are being typed.
box.addEventListener("focus", () => setTimeout(indexed), { once: true });
box.addEventListener("input", () => {
  clearTimeout(pending);
  pending = setTimeout(settle, 120);
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    if (pending || !hits.length) settle();
    jump(event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape") {
    event.preventDefault();
    box.value = "";
    apply();
    box.blur();
  }
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => event.target.matches("select") && apply());
byId("hit-back").addEventListener("click", () => jump(-1));
byId("hit-on").addEventListener("click", () => jump(1));
byId("clear").addEventListener("click", clear);
byId("clear-too").addEventListener("click", clear);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#story-'], a[href='#findings'], a[href^='#src']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !go(link.hash.slice(1))) return;
  event.preventDefault();
  address(link.hash.slice(1));
});
addEventListener("hashchange", () => {
  // A way within the page asks for no other stories.
  if (location.hash && !location.hash.startsWith("#?")) return;
  const at = restore();
  apply(at);
  go(at);
});
form.hidden = false;
// On a narrow screen the filters would push the stories away.
if (!matchMedia("(min-width: 64rem)").matches) document.querySelector(".by-facet").open = false;
if (location.hash.startsWith("#?")) {
  const at = restore();
  apply(at);
  go(at);
}
