// Curation: a reader of a language goes through its seeds, one after the other, and says what is right of each.
const WORDS = { accept: "Accepted", reject: "Rejected" };

function makeCuration(data, filter) {
  const section = byId("curate"), form = byId("curation");
  if (!data.seeds.length) { section.hidden = true; return; }
  const kept = keep(`cmining-curation ${data.run}`, { reviewer: "", decisions: {} });
  const byTurn = [...data.seeds.keys()].sort((a, b) => data.seeds[a].turn - data.seeds[b].turn);
  const fields = form.elements, main = byId("filters").elements;
  const visited = []; // in this visit, the last one last
  let queue = [], at = 0;
  fields.reviewer.value = kept.reviewer;
  fields.reads.append(...[...main.language.options].slice(1).map(option => make("option", { value: option.value, text: option.textContent })));
  byId("culture-names").append(...data.cultures.map(name => make("option", { value: name })));
  fields.facet.append(...data.facets.map(name => make("option", { value: name, text: name })));

  const seed = () => data.seeds[queue[at]];
  const decided = number => kept.decisions[data.seeds[number].id]?.verdict;

  function show() {
    const own = queue.filter(decided), counts = verdict => own.filter(number => decided(number) === verdict).length;
    byId("progress").max = Math.max(1, queue.length);
    byId("progress").value = own.length;
    byId("curated").textContent = `${inWords(own.length)} of ${many(queue.length, "seed")} decided: ${counts("accept")} accepted, ${counts("reject")} rejected`;
    byId("in-hand").hidden = !queue.length;
    if (!queue.length) return;
    const { title, url, text, marks, language, culture, share, cultures, facet, id } = seed(), said = kept.decisions[id] || {};
    byId("in-hand-head").textContent = `${at + 1} of ${inWords(queue.length)} · ${languageName(language)}`;
    byId("in-hand-title").replaceChildren(url ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer", text: title }) : title);
    const next = cultures.filter(([name]) => name !== culture).slice(0, 3).map(([name, weight]) => `${name} ${percent(weight)}`).join(", ");
    byId("in-hand-about").replaceChildren(make("b", { dir: "auto", text: culture }), ` ${percent(share)} · ${facet}${next ? ` · next: ${next}` : ""}`);
    byId("in-hand-text").lang = language;
    byId("in-hand-text").replaceChildren(...marked(text, marks));
    byId("verdict").textContent = [WORDS[said.verdict], said.culture && `culture: ${said.culture}`, said.facet && `facet: ${said.facet}`].filter(Boolean).join(" · ") || "Undecided";
    byId("in-hand").dataset.verdict = said.verdict || "";
    fields.culture.value = said.culture || "";
    fields.facet.value = said.facet || "";
    fields.note.value = said.note || "";
  }

  function say(changed) {
    kept.decisions[seed().id] = { ...kept.decisions[seed().id], ...changed, at: new Date().toISOString() };
    kept.save();
  }

  function step(by) {
    at = Math.max(0, Math.min(queue.length - 1, at + by));
    show();
  }

  function decide(verdict) {
    if (!queue.length) return;
    say({ verdict });
    visited.push(queue[at]);
    const later = queue.findIndex((number, place) => place > at && !decided(number));
    const first = queue.findIndex(number => !decided(number));
    at = later >= 0 ? later : first >= 0 ? first : at;
    show();
  }

  function correct(name) { // what is corrected is kept: it is accepted, unless it was rejected
    const value = fields[name].value.trim(), right = { culture: seed().culture, facet: seed().facet }[name];
    const said = kept.decisions[seed().id] || {};
    say({ [name]: value === right ? "" : value, verdict: said.verdict || (value ? "accept" : undefined) });
    show();
  }

  function forgetOne() { // of a seed that is undecided, what was decided before it: one goes on at once
    if (!queue.length) return;
    while (!decided(queue[at]) && visited.length) {
      const last = queue.indexOf(visited.pop());
      if (last >= 0) at = last;
    }
    delete kept.decisions[seed()?.id];
    kept.save();
    show();
  }

  const actions = {
    a: () => decide("accept"), r: () => decide("reject"), c: () => fields.culture.focus(), f: () => fields.facet.focus(),
    n: () => fields.note.focus(), u: forgetOne, ArrowLeft: () => step(-1), ArrowRight: () => step(1),
  };
  section.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) { // Enter and Escape lead back to the seed
      if (!["Enter", "Escape"].includes(event.key) || (event.target === fields.note && event.key === "Enter" && event.shiftKey)) return;
      event.preventDefault();
      event.target.blur();
      byId("in-hand").focus();
      return;
    }
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  for (const one of section.querySelectorAll("[data-key]")) one.addEventListener("click", () => actions[one.dataset.key]());
  form.addEventListener("submit", event => event.preventDefault());
  fields.reviewer.addEventListener("input", () => { kept.reviewer = fields.reviewer.value; kept.save(); });
  fields.reads.addEventListener("change", () => filter.set({ language: fields.reads.value }));
  fields.culture.addEventListener("change", () => correct("culture"));
  fields.facet.addEventListener("change", () => correct("facet"));
  fields.note.addEventListener("input", () => say({ note: fields.note.value }));
  byId("forget-curation").addEventListener("click", () => {
    if (!confirm("Delete all decisions on this result from this browser?")) return;
    kept.decisions = {};
    kept.save();
    show();
  });
  byId("export-curation").addEventListener("click", () => {
    const columns = ["reviewer", "seed_id", "point_id", "title", "language", "verdict", "culture", "correct_culture", "facet", "correct_facet", "note", "decided_at"];
    const rows = byTurn.map(number => data.seeds[number]).filter(({ id }) => kept.decisions[id]?.verdict).map(one => {
      const said = kept.decisions[one.id];
      return [kept.reviewer, one.id, data.points[one.point].id, one.title, one.language, said.verdict, one.culture, said.culture, one.facet, said.facet, said.note, said.at];
    });
    download(fileName("curation", kept.reviewer || "reviewer", fields.reads.value), [columns, ...rows]);
  });
  filter.onChange(({ seeds, asked }) => {
    const passing = new Set(seeds), before = seed();
    queue = byTurn.filter(number => passing.has(number));
    fields.reads.value = asked.language;
    at = Math.max(0, queue.findIndex(number => data.seeds[number] === before));
    show();
  });
}
