// The blind comparison: ratings of sets of titles, some mined and some drawn at random, by one language a set.
const AXES = [
  ["specificity", "Specificity: does the set belong to one culture?"],
  ["fidelity", "Fidelity: is it real and true to that culture?"],
  ["clarity", "Clarity: is it about one clear thing?"],
];

function makeReview(data) {
  const form = byId("rating");
  if (!data.review.length) { byId("review").hidden = true; return; }
  const kept = keep(`cmining-review ${data.run}`, { rater: "", ratings: {} });
  let at = 0;
  form.elements.rater.value = kept.rater;
  for (const code of new Set(data.review.map(item => item.language).sort())) form.elements.only.append(make("option", { value: code, text: languageName(code) }));
  byId("axes").append(...AXES.map(([name, question]) => make("fieldset", { children: [
    make("legend", { text: question }),
    ...[0, 1, 2, 3, 4].map(value => make("label", { children: [make("input", { type: "radio", name, value }), String(value)] })),
  ] })));

  const items = () => data.review.filter(item => !form.elements.only.value || item.language === form.elements.only.value);
  const current = () => items()[at];
  const rated = item => AXES.every(([name]) => kept.ratings[item.id]?.[name] !== undefined);

  function show() {
    const item = current(), rating = kept.ratings[item.id] || {};
    byId("item-head").textContent = `Set ${at + 1} of ${items().length} · ${languageName(item.language)} · ${items().filter(rated).length} rated`;
    byId("item-titles").replaceChildren(...item.titles.map(title => make("li", { dir: "auto", lang: item.language, text: title })));
    for (const [name] of AXES) for (const input of form.querySelectorAll(`[name=${name}]`)) input.checked = String(rating[name]) === input.value;
    form.elements.note.value = rating.note || "";
  }

  function step(by) { at = (at + by + items().length) % items().length; show(); }

  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", event => {
    const { name, value } = event.target;
    if (name === "rater") kept.rater = value;
    else if (name === "note" || AXES.some(([axis]) => axis === name)) {
      const rating = (kept.ratings[current().id] ||= {});
      rating[name] = name === "note" ? value : Number(value);
      rating.at = new Date().toISOString();
    } else return;
    kept.save();
    if (name !== "note" && name !== "rater") show();
  });
  form.elements.only.addEventListener("change", () => { at = 0; show(); });
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("unrated").addEventListener("click", () => {
    const left = items().findIndex((item, number) => number > at && !rated(item));
    const first = items().findIndex(item => !rated(item));
    if (first >= 0) at = left >= 0 ? left : first;
    show();
  });
  byId("forget").addEventListener("click", () => {
    if (!confirm("Delete all ratings of this result from this browser?")) return;
    kept.ratings = {};
    kept.save();
    show();
  });
  byId("export").addEventListener("click", () => {
    const columns = ["rater", "point_id", "arm", "language", "specificity", "fidelity", "clarity", "note", "rated_at"];
    const rows = data.review.filter(item => kept.ratings[item.id]).map(item => {
      const rating = kept.ratings[item.id];
      return [kept.rater, item.id, item.arm, item.language, ...AXES.map(([name]) => rating[name]), rating.note, rating.at];
    });
    download(fileName("ratings", kept.rater || "reviewer"), [columns, ...rows]);
  });
  show();
}
