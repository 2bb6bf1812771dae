// The page: every part listens to one filter.
const data = JSON.parse(byId("data").textContent);
for (const seed of data.seeds) seed.culture = data.points[seed.point].culture;
data.documents.title = data.documents.title.map((title, i) => (data.documents.seed[i] >= 0 ? data.seeds[data.documents.seed[i]].title : title));
const filter = makeFilter(byId("filters"), data);
let map = null;
const panel = makePanel(data, () => map);
if (byId("canvas")) {
  map = makeMap(byId("canvas"), byId("tip"), data, panel.open);
  byId("view").addEventListener("change", event => {
    const view = event.target.value, drawn = view !== "world";
    if (drawn) map.view(view);
    for (const id of ["canvas-box", "drawing", "legend"]) byId(id).hidden = !drawn;
    for (const part of document.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== view;
  });
  byId("colour").addEventListener("change", () => {
    const facets = byId("colour").value === "facet";
    map.colourBy(byId("colour").value);
    byId("legend").replaceChildren(...(facets ? map.colours() : []).map(([text, colour]) => {
      const dot = make("span", { class: "dot", "aria-hidden": "true" });
      dot.style.backgroundColor = colour;
      return make("li", { children: [dot, make("bdi", { text })] });
    }));
  });
  byId("in").addEventListener("click", () => map.zoom(1.5));
  byId("out").addEventListener("click", () => map.zoom(1 / 1.5));
  byId("whole").addEventListener("click", () => map.whole());
  filter.onChange(state => map.show(state));
  makeWorld(byId("world"), byId("beside"), data, filter);
}
if (data.points.length) {
  makeMatrix(byId("matrix"), data, filter);
  makeSamples(byId("samples"), data, filter, panel.open);
}
filter.onChange(state => panel.read(state.asked.language));
makePoints(byId("table"), data, filter, panel);
makeCuration(data, filter);
makeReview(data);
filter.apply();
