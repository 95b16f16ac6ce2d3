// ── which stories are shown; what is asked stands in the address, after #? ──

const stories = every(".story"), lines = every(".toc li");
const facets = JSON.parse(byId("facets").textContent);
const form = document.querySelector(".find"), found = byId("found"), box = byId("q");
const selects = every("select[data-facet]");
const ANY = "*";

for (const select of selects) {
  const name = select.dataset.facet, values = facets.values[name];
  const count = (n) => facets.stories.filter((story) => story[name]?.includes(n)).length;
  select.add(new Option(values.length ? "All" : "None", ""));
  if (name === "flag" && values.length) select.add(new Option(`Any flag (${facets.stories.filter((s) => s.flag).length})`, ANY));
  values.forEach((value, n) => select.add(new Option(`${value} (${count(n)})`, value)));
  select.disabled = !values.length;
}

const fits = (n) =>
  selects.every((select) => {
    const has = facets.stories[n][select.dataset.facet] || [], { value } = select;
    return !value || (value === ANY ? has.length > 0 : has.includes(facets.values[select.dataset.facet].indexOf(value)));
  });

const address = (at) => {
  const asked = new URLSearchParams();
  if (box.value.trim()) asked.set("q", box.value.trim());
  for (const select of selects) if (select.value) asked.set(select.dataset.facet, select.value);
  if (at) asked.set("at", at);
  const hash = asked.size ? "#?" + asked : "";
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch {
    // A viewer that shows the page from nowhere has no address to keep it in.
  }
};

const apply = (at) => {
  const asked = selects.some((select) => select.value), matches = searched(box.value);
  let shown = 0;
  stories.forEach((story, n) => {
    story.hidden = !(fits(n) && (!matches || matches.stories.has(n)));
    if (lines[n]) lines[n].hidden = story.hidden;
    shown += !story.hidden;
  });
  const hits = matches ? mark(matches, (n) => !stories[n].hidden) : mark(null);
  const of = `${shown} of ${stories.length} ${stories.length === 1 ? "story" : "stories"}`;
  found.textContent = matches ? `${hits} ${hits === 1 ? "match" : "matches"} in ${of}` : asked ? of : "";
  byId("clear").hidden = !matches && !asked;
  byId("nothing").hidden = shown > 0 || !stories.length;
  address(at);
};
const clear = () => {
  form.reset();
  apply();
  box.focus();
};

const restore = () => {
  const asked = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
  box.value = asked.get("q") || "";
  for (const select of selects) {
    select.value = asked.get(select.dataset.facet) || "";
    if (select.selectedIndex < 0) select.value = "";
  }
  return asked.get("at");
};
const go = (id) => {
  const goal = /^[\w-]+$/.test(id || "") && byId(id);
  if (!goal) return false;
  if (goal.matches(".story[hidden]")) clear();
  unfold(goal);
  goal.scrollIntoView();
  goal.focus({ preventScroll: true });
  return true;
};
