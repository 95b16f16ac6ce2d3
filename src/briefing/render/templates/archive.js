"use strict";
// Search over the list that is on the page and the forms of the names that lie beside it. Without this script
// the list is whole. Text goes in as text: nothing here makes markup.
(() => {
  const names = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("search");
  const box = document.getElementById("q");
  const found = document.getElementById("found");
  const shelf = document.getElementById("names");
  const list = shelf.querySelector("ul");
  const most = 30;
  const kinds = { h: "person", o: "organisation", p: "place" };

  // Case, accents, vowel marks, hamza seats and the forms of digits make no difference to a search.
  const fold = (text) =>
    text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLowerCase()
      .replace(/ى/gu, "ي").replace(/ة/gu, "ه").replace(/ё/gu, "е")
      .replace(/[łøđıßæœ]/gu, (letter) => ({ ł: "l", ø: "o", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" })[letter])
      .replace(/\p{Nd}/gu, (digit) => digitOf(digit)).replace(/[\s\p{P}]+/gu, " ").trim();
  const digitOf = (digit) => {
    // Digits of every script stand in runs of ten that begin where no digit stands before.
    let start = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(start - 1)) && digit.codePointAt(0) - start < 9) start -= 1;
    return String(digit.codePointAt(0) - start);
  };

  const forms = names.map(([, ...forms]) => forms.map(fold));
  const stories = [...document.querySelectorAll("section.day li")].map((item) => {
    const numbers = item.dataset.n ? item.dataset.n.split(" ").map(Number) : [];
    return { item, numbers, text: fold(item.textContent), day: item.closest("section.day") };
  });
  const days = [...document.querySelectorAll("section.day")];
  const dates = new Map(days.map((day) => [day, fold(day.querySelector("h2").textContent + " " + day.id.slice(1))]));

  // A name is meant where all words stand in one form of it; a story where each stands in it or in a name of it.
  const holds = (text, words) => words.every((word) => text.includes(word));
  const meant = (words) => forms.map((each) => each.some((text) => holds(text, words)));

  const show = () => {
    const words = fold(box.value).split(" ").filter(Boolean);
    const hits = words.length ? meant(words) : [];
    let count = 0;
    for (const story of stories) {
      const all = story.numbers.map((n) => forms[n].join(" ")).join(" ");
      const hit = !words.length || story.numbers.some((n) => hits[n])
        || words.every((word) => story.text.includes(word) || all.includes(word) || dates.get(story.day).includes(word));
      story.item.hidden = !hit;
      count += hit ? 1 : 0;
    }
    for (const day of days) {
      day.hidden = words.length > 0 && ![...day.querySelectorAll("li")].some((item) => !item.hidden);
    }
    const lines = names.map((name, n) => [name, n]).filter(([, n]) => hits[n]).slice(0, most).map(([name, n]) => {
      const line = document.createElement("li");
      const [kind, first, ...rest] = name;
      const strong = document.createElement("strong");
      strong.textContent = first;
      const where = kinds[kind] || "place";
      const told = stories.filter((story) => story.numbers.includes(n)).length;
      line.append(strong, ` (${where}, ${told} ${told === 1 ? "story" : "stories"})`);
      rest.forEach((text, place) => {
        const foreign = document.createElement("bdi");
        foreign.textContent = text;
        line.append(place ? " · " : ": ", foreign);
      });
      return line;
    });
    list.replaceChildren(...lines);
    shelf.hidden = !lines.length;
    found.textContent = words.length ? `${count} of ${stories.length} ${stories.length === 1 ? "story" : "stories"}` : "";
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box) {
      event.preventDefault();
      box.focus();
    }
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) box.value = asked;
  if (box.value) show();
})();
