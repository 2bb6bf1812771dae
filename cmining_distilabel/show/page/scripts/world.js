// A map of the world: countries in the colour of their seeds; what is no country stands beside it.
const DRAWING = "http://www.w3.org/2000/svg";

function makeWorld(drawing, beside, data, filter) {
  const { size, shapes } = data.world, ownerOf = new Map(data.owners.filter(owner => owner.code).map(owner => [owner.code, owner.name]));
  drawing.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
  const choose = name => filter.set({ culture: filter.asked().culture === name ? "" : name });
  const lands = Object.entries(shapes).map(([code, d]) => {
    const path = document.createElementNS(DRAWING, "path"), title = document.createElementNS(DRAWING, "title"), name = ownerOf.get(code);
    path.setAttribute("d", d);
    path.append(title);
    if (name) path.addEventListener("click", () => choose(name));
    return { path, title, name };
  });
  drawing.append(...lands.map(({ path }) => path));
  const others = data.owners.filter(({ code }) => !code).map(({ name }) => ({ name, button: button("", () => choose(name), { dir: "auto" }) }));
  beside.replaceChildren(...others.map(({ button }) => make("li", { children: [button] })));
  beside.closest("div").hidden = !others.length;

  filter.onChange(({ asked }) => { // of all cultures, as a map of one alone would say nothing
    const counts = new Map();
    for (const number of filter.seedsThat({ ...asked, culture: "" })) counts.set(data.seeds[number].culture, (counts.get(data.seeds[number].culture) || 0) + 1);
    const level = levels(Math.max(1, ...lands.map(({ name }) => counts.get(name) || 0)));
    for (const { path, title, name } of lands) {
      const count = counts.get(name) || 0, chosen = Boolean(name) && asked.culture === name;
      path.setAttribute("class", `level${level(count)}${chosen ? " chosen" : ""}${name ? " owner" : ""}`);
      title.textContent = name ? `${name}: ${many(count, "seed")}` : "";
      if (chosen) drawing.append(path); // its outline lies over its neighbours'
    }
    for (const { name, button } of others) {
      button.textContent = `${name} ${inWords(counts.get(name) || 0)}`;
      button.setAttribute("aria-pressed", asked.culture === name);
      button.parentElement.hidden = !counts.has(name) && asked.culture !== name;
    }
    const here = lands.map(({ name }) => counts.get(name) || 0).filter(Boolean);
    byId("scale").hidden = !here.length;
    byId("fewest").textContent = inWords(Math.min(...here));
    byId("most").textContent = many(Math.max(...here), "seed");
  });
}
