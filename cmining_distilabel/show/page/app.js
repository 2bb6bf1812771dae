// The page: filters that the map and the table share, the table, and what opens a card.
const data = JSON.parse(byId("data").textContent);
const points = data.points, form = byId("filters"), PAGE = 100;
const round = value => value === null ? "" : value.toFixed(2);
const COLUMNS = [
  { name: "points", label: "Point", value: titleOf },
  { name: "group", label: "Group", value: point => point.group },
  { name: "culture", label: "Culture", value: point => point.culture },
  { name: "facet", label: "Facet", value: point => point.facets[0] ?? "" },
  { name: "seeds", label: "Seeds", value: point => point.seedCount, show: value => value.toLocaleString("en") },
  { name: "score", label: "Score", value: point => point.score, show: round },
  { name: "q", label: "q", value: point => point.q, show: value => value === null ? "" : value && value < 0.001 ? value.toExponential(0) : value.toFixed(3) },
  { name: "stability", label: "Stability", value: point => point.stability, show: round },
];
let order = { column: COLUMNS[5], down: true }, found = points.map((_, number) => number), shown = PAGE;

const spoken = points.map(point => [point.id, ...point.keywords, ...point.seeds.map(seed => seed.title)].join("\n").toLowerCase());
const titles = data.documents.title.map(title => title.toLowerCase());
const map = byId("canvas") && makeMap(byId("canvas"), byId("tip"), data, open);

function open(number) {
  map?.choose(number);
  openCard(number, points, open);
}

function filter() {
  const wanted = Object.fromEntries(new FormData(form)), search = wanted.search.trim().toLowerCase();
  const least = name => wanted[name] === "" ? null : Number(wanted[name]);
  const [score, stability, q] = ["score", "stability", "q"].map(least);
  const named = new Set(); // points of whose seeds the map knows more than the card shows
  if (search) titles.forEach((title, i) => { if (title.includes(search)) named.add(data.documents.point[i]); });
  found = points.flatMap((point, number) =>
    (!wanted.group || point.group === wanted.group) && (!wanted.culture || point.culture === wanted.culture) &&
    (!wanted.facet || point.facets.includes(wanted.facet)) && (!wanted.kind || point.kind === wanted.kind) &&
    (score === null || point.score >= score) && (stability === null || (point.stability ?? -1) >= stability) &&
    (q === null || (point.q ?? 2) <= q) && (spoken[number].includes(search) || named.has(number)) ? [number] : []);
  shown = PAGE;
  fill();
  if (map) filterMap(wanted, search, score, stability !== null || q !== null || wanted.kind !== "");
}

// A filter on what only points have leaves the seeds of the points that pass it.
function filterMap(wanted, search, score, ofPoints) {
  const docs = data.documents, passing = new Set(found);
  const number = Object.fromEntries(["group", "culture", "facet"].map(name => [name, wanted[name] ? docs.names[name].indexOf(wanted[name]) : null]));
  const any = ofPoints || search || score !== null || Object.values(number).some(value => value !== null);
  const shows = any && titles.map((title, i) =>
    (!ofPoints || passing.has(docs.point[i])) && (number.group === null || docs.group[i] === number.group) &&
    (number.culture === null || docs.culture[i] === number.culture) && (number.facet === null || docs.facet[i] === number.facet) &&
    (score === null || (docs.score[i] ?? -1) >= 100 * score) && (!search || title.includes(search)));
  map.show(shows || null, passing);
  const left = shows ? shows.filter(Boolean).length : titles.length;
  byId("shown").textContent = `Documents shown: ${left.toLocaleString("en")}`;
}

function fill() {
  const { value } = order.column, sign = order.down ? -1 : 1;
  const keyed = found.map(number => [value(points[number]), number]);
  const compare = new Intl.Collator().compare;
  keyed.sort(([a, i], [b, j]) => {
    if (a === null || b === null) return (a === null) - (b === null) || i - j; // the unknown comes last
    return sign * (typeof a === "string" ? compare(a, b) : a - b) || i - j;
  });
  byId("table").tBodies[0].replaceChildren(...keyed.slice(0, shown).map(([, number]) => {
    const button = make("button", { type: "button", dir: "auto", text: titleOf(points[number]) });
    const row = make("tr", { role: "row", children: COLUMNS.map((column, place) => {
      if (!place) return make("td", { role: "cell", children: [button] });
      const own = column.value(points[number]), cell = make("td", { role: "cell", "data-label": column.label, class: column.show ? "n" : "" });
      cell.append(make("bdi", { text: column.show ? column.show(own) : own }));
      return cell;
    }) });
    row.addEventListener("click", () => open(number));
    return row;
  }));
  byId("count").textContent = `${found.length.toLocaleString("en")} of ${points.length.toLocaleString("en")} points`;
  byId("more").hidden = keyed.length <= shown;
  [...byId("table").tHead.rows[0].cells].forEach((cell, place) => {
    const mine = COLUMNS[place] === order.column;
    cell.setAttribute("aria-sort", mine ? (order.down ? "descending" : "ascending") : "none");
    cell.firstChild.textContent = COLUMNS[place].label + (mine ? (order.down ? " ▼" : " ▲") : "");
  });
}

function legend() {
  const name = byId("colour").value;
  map.colourBy(name);
  byId("legend").replaceChildren(...map.colours(name).map(([text, colour]) => {
    const dot = make("canvas", { width: 1, height: 1, "aria-hidden": "true" }), pen = dot.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return make("li", { children: [dot, make("bdi", { text })] });
  }));
}

for (const column of COLUMNS) {
  const button = make("button", { type: "button", text: column.label });
  button.addEventListener("click", () => {
    order = { column, down: order.column === column ? !order.down : Boolean(column.show) && column.name !== "q" };
    fill();
  });
  byId("table").tHead.rows[0].append(make("th", { role: "columnheader", scope: "col", class: column.show ? "n" : "", children: [button] }));
}
const choices = {
  group: points.map(point => point.group), culture: points.map(point => point.culture).filter(Boolean),
  facet: points.flatMap(point => point.facets), kind: points.map(point => point.kind),
};
for (const [name, values] of Object.entries(choices))
  form.elements[name].append(...[...new Set(values)].sort().map(value => make("option", { value, text: value })));
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", event => event.preventDefault());
byId("more").addEventListener("click", () => { shown += PAGE; fill(); });
byId("dialog").addEventListener("click", event => { if (event.target === byId("dialog")) byId("dialog").close(); });
if (map) {
  byId("colour").addEventListener("change", legend);
  byId("in").addEventListener("click", () => map.zoom(1.5));
  byId("out").addEventListener("click", () => map.zoom(1 / 1.5));
  byId("whole").addEventListener("click", () => map.whole());
  legend();
}
filter();
makeReview(data);
