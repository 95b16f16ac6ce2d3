// ── the search: over all a story says, its names in every script, and the texts of its sources, both languages ──

const UNITS = "h2, .t, dt, .form > [dir], .val b, .plain li, .was p, .to, .ledger a, .why p, .why p > span";
const names = JSON.parse(byId("names").textContent);
const formsOf = names.forms.map((forms) => forms.map(fold));

// The paragraphs of a source; of one that is still packed, without growing it.
const textIn = (tree) => (typeof tree === "string" ? tree : tree.slice(2).map(textIn).join(""));
const rowsIn = (trees, rows = []) => {
  for (const tree of trees) {
    if (typeof tree === "string") continue;
    if (/^r\b/.test(tree[1].class || "")) rows.push(tree);
    else rowsIn(tree.slice(2), rows);
  }
  return rows;
};
const paragraphs = new Map();
const paragraphsOf = (n) => {
  if (!paragraphs.has(n)) {
    const packed = parts["b" + n], found = [];
    if (packed) for (const row of rowsIn(packed)) for (const p of row.slice(2).filter((part) => part[0] === "p")) found.push([row[1].id, textIn(p)]);
    else for (const row of every(".r", byId("b" + n) || make("i"))) for (const p of row.querySelectorAll("p")) found.push([row.id, p.textContent]);
    paragraphs.set(n, found.map(([id, text]) => ({ id, text, folded: fold(text) })));
  }
  return paragraphs.get(n);
};
// Of a story, folded: all it says, whether its folded parts are built or still packed, and its sources' paragraphs.
const index = [];
const indexed = (n) => {
  if (index[n]) return index[n];
  const packed = parts["r" + (n + 1)], said = [stories[n].textContent, ...(packed ? packed.map(textIn) : [])];
  return (index[n] = {
    said: fold(said.join("\n")),
    outlets: names.sources[n].map((source) => ({ source, folded: fold(nameOf(source).who) })),
    texts: names.sources[n].flatMap((source) => paragraphsOf(source).map((paragraph) => ({ source, ...paragraph }))),
    all: names.stories[n].map((name) => formsOf[name].join(" ")).join(" "),
  });
};
// The pieces of text in which matches are marked: of the stories that match, and of their lines in the contents.
const unitsOf = (n) => {
  whole(stories[n]);
  const nodes = [stories[n], ...entries.filter((entry) => +entry.dataset.story === n + 1)].flatMap((part) => every(UNITS, part));
  const texts = nodes.flatMap((node) => [...node.childNodes].flatMap((child) => (child.nodeType === Node.TEXT_NODE ? child : child.matches?.("u, del, ins") ? child.firstChild : [])));
  return [...new Set(texts)].filter((text) => text?.data?.trim()).map((text) => ({ text, folded: fold(text.data) }));
};
// A large page is read through, story by story, while nothing else is to be done.
const idle = globalThis.requestIdleCallback || ((act) => setTimeout(act, 50));
const ahead = (n) =>
  n < stories.length &&
  idle(() => {
    indexed(n);
    ahead(n + 1);
  });

// Words, and what stands in quotation marks as a whole; one letter of an alphabet finds too much.
const wordsOf = (asked) =>
  [...asked.matchAll(/"([^"]+)"|(\S+)/g)].map((m) => fold(m[1] || m[2])).filter((word) => word.length > 1 || /[^\u0000-\u04ff]/.test(word));

// A name is meant where all words stand in one form of it; then its other forms are looked for, too, or, of a
// part of the name, the same part of them.
const otherForms = (name, words) => {
  const also = new Set();
  for (const form of formsOf[name]) {
    if (!words.every((word) => form.includes(word))) continue;
    const parts = form.split(" "), at = parts.flatMap((part, n) => (words.some((word) => part.includes(word)) ? n : []));
    for (const other of formsOf[name]) {
      const others = other.split(" ");
      if (others.length === parts.length) for (const n of at) also.add(others[n]);
      else also.add(other);
    }
  }
  return [...also].filter((word) => word.length > 3 || /[^\u0000-\u04ff]/.test(word));
};

const searched = (asked) => {
  const words = wordsOf(asked), fitting = new Map();
  if (!words.length) return null;
  const meant = new Map(formsOf.flatMap((forms, n) => (forms.some((form) => words.every((word) => form.includes(word))) ? [[n, otherForms(n, words)]] : [])));
  stories.forEach((_, n) => {
    const story = indexed(n);
    const of = names.stories[n].filter((name) => meant.has(name)).flatMap((name) => meant.get(name));
    const held = (word) => story.all.includes(word) || story.said.includes(word) || story.outlets.some((part) => part.folded.includes(word)) || story.texts.some((part) => part.folded.includes(word));
    if (of.length || words.every(held)) fitting.set(n, { ...story, words: [...new Set([...words, ...of])] });
  });
  return { asked, stories: fitting };
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

// What the sources have, below the headline: an outlet by its name, then the paragraphs that have most of the words.
const AT_ONCE = 3, AROUND = 60;
const wayTo = (source, id, asked, ...more) => {
  const row = make("p", "k"), link = make("a", "c");
  link.href = "#" + id;
  link.append(nameOf(source).who, " ", make("i", "", nameOf(source).tag));
  row.append(make("span", "t vh", `Found: ${asked}`), link, ...more);
  return row;
};
const inside = (story, matches, asked) => {
  const held = (part) => matches.words.filter((word) => part.folded.includes(word)).length;
  const outlets = matches.outlets.filter(held).map(({ source }) => wayTo(source, "s" + source, asked, ": the whole text"));
  const found = matches.texts.filter(held).sort((one, other) => held(other) - held(one));
  const seen = new Set(), lines = [];
  for (const { source, id, text, folded } of found) {
    if (seen.has(id) || lines.length === AT_ONCE) continue;
    seen.add(id);
    const word = matches.words.find((each) => folded.includes(each)), at = Math.floor((folded.indexOf(word) / folded.length) * text.length);
    const words = `${at > AROUND ? "…" : ""}${text.slice(Math.max(0, at - AROUND), at + AROUND)}${at + AROUND < text.length ? "…" : ""}`;
    lines.push(wayTo(source, id, asked, ` ¶ ${id.split("p")[1]}: `, make("bdi", "", words)));
  }
  if (outlets.length + lines.length) {
    const shelf = make("div", "inside");
    shelf.append(...outlets, ...lines);
    if (found.length > lines.length) shelf.append(make("p", "", `and ${found.length - lines.length} more in the sources`));
    story.querySelector("header").after(shelf);
  }
  return outlets.length + found.length;
};

let hits = [], current = -1;
const mark = (matches, shown) => {
  for (const old of every(".inside")) old.remove();
  [hits, current] = [[], -1];
  let beyond = 0;
  matches?.stories.forEach((story, n) => {
    if (!shown(n)) return;
    for (const unit of unitsOf(n)) {
      if (!story.words.some((word) => unit.folded.includes(word))) continue;
      for (const range of ranges(unit.text, story.words)) hits.push({ range, node: unit.text.parentElement });
    }
    beyond += inside(stories[n], story, matches.asked.trim());
  });
  hits.sort((a, b) => (a.node.compareDocumentPosition(b.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : a.node === b.node ? 0 : 1));
  // Drawn over the text without touching the page; where a browser can't, the stories are found all the same.
  globalThis.CSS?.highlights?.set("hit", new Highlight(...hits.map((hit) => hit.range)));
  globalThis.CSS?.highlights?.delete("now");
  for (const id of ["hit-back", "hit-on"]) byId(id).hidden = hits.length < 2;
  return hits.length + beyond;
};
const jump = (by) => {
  if (!hits.length) return;
  current = (current + by + hits.length) % hits.length;
  const { node, range } = hits[current];
  unfold(node);
  node.scrollIntoView({ block: "center" });
  globalThis.CSS?.highlights?.set("now", new Highlight(range));
};

let pending = 0;
const settle = () => {
  clearTimeout(pending);
  pending = 0;
  apply();
};
ahead(0);
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
byId("hit-back").addEventListener("click", () => jump(-1));
byId("hit-on").addEventListener("click", () => jump(1));
byId("clear").addEventListener("click", () => {
  clear();
  box.focus();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']:not(.c, .skip)");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !go(link.hash.slice(1))) return;
  event.preventDefault();
  try {
    history.pushState(null, "", link.hash);
  } catch {
    // As above.
  }
});
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#?")) {
    restore();
    apply();
  } else go(location.hash.slice(1));
});
form.hidden = false;
if (location.hash.startsWith("#?")) {
  restore();
  apply();
} else if (/^#story-/.test(location.hash)) go(location.hash.slice(1));
