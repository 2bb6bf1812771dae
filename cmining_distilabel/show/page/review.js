// Review: ratings by item, kept in localStorage under a name of this result's own, exported as CSV.
const AXES = [
  ["specificity", "Specificity: does the set belong to one culture?"],
  ["fidelity", "Fidelity: is it real and true to that culture?"],
  ["clarity", "Clarity: is it about one clear thing?"],
];

function makeReview(data) {
  const form = byId("rating"), box = `cmining-review ${data.run}`;
  if (!data.review.length) { byId("review").hidden = true; return; }
  let kept = { rater: "", ratings: {} }, at = 0;
  try { kept = JSON.parse(localStorage.getItem(box)) || kept; } catch { /* no storage: ratings last as long as the page */ }
  form.elements.rater.value = kept.rater;
  for (const group of new Set(data.review.map(item => item.group).sort())) form.elements.only.append(make("option", { value: group, text: group }));
  byId("axes").append(...AXES.map(([name, question]) => make("fieldset", { children: [
    make("legend", { text: question }),
    ...[0, 1, 2, 3, 4].map(value => make("label", { children: [make("input", { type: "radio", name, value }), String(value)] })),
  ] })));

  const items = () => data.review.filter(item => !form.elements.only.value || item.group === form.elements.only.value);
  const current = () => items()[at];
  const rated = item => AXES.every(([name]) => kept.ratings[item.id]?.[name] !== undefined);

  function save() {
    try { localStorage.setItem(box, JSON.stringify(kept)); } catch { /* as above */ }
  }

  function show() {
    const item = current(), rating = kept.ratings[item.id] || {};
    const group = form.elements.blind.checked ? "" : ` · ${item.group}`;
    byId("item-head").textContent = `Set ${at + 1} of ${items().length}${group} · ${items().filter(rated).length} rated`;
    byId("item-titles").replaceChildren(...item.titles.map(title => make("li", { dir: "auto", text: title })));
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
    save();
    if (name !== "note" && name !== "rater") show();
  });
  form.elements.only.addEventListener("change", () => { at = 0; show(); });
  form.elements.blind.addEventListener("change", show);
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
    save();
    show();
  });
  byId("export").addEventListener("click", () => {
    const columns = ["rater", "point_id", "arm", "group", "specificity", "fidelity", "clarity", "note", "rated_at"];
    const rows = data.review.filter(item => kept.ratings[item.id]).map(item => {
      const rating = kept.ratings[item.id];
      return [kept.rater, item.id, item.arm, item.group, ...AXES.map(([name]) => rating[name]), rating.note, rating.at];
    });
    const text = [columns, ...rows].map(row => row.map(csv).join(",")).join("\r\n") + "\r\n";
    const link = make("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })), download: "ratings.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  show();
}

function csv(value) { // a spreadsheet must not run what a cell begins with
  const text = String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
