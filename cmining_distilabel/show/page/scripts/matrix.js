// Cultures in rows, facets in columns, seeds as colour. A click filters everything; a second one takes it back.
const ROWS = 18;

// Five colours for counts, by their logarithms.
const levels = most => count => (count ? 1 + Math.min(4, Math.floor((5 * Math.log(count)) / Math.log(most + 1))) : 0);

function makeMatrix(table, data, filter) {
  const { owners, facets, counts } = data;
  const level = levels(Math.max(1, ...counts.flat()));
  const cells = []; // [button, culture, facet]
  let asked = {};

  function choose(culture, facet) {
    const same = asked.culture === culture && asked.facet === facet;
    filter.set(same ? { culture: "", facet: "" } : { culture, facet });
  }

  const head = facets.map((facet, column) => {
    const made = button(facet, () => choose("", facet), { tabindex: column ? "-1" : "0" });
    cells.push([made, "", facet]);
    return make("th", { scope: "col", children: [made] });
  });
  table.append(make("thead", { children: [make("tr", { children: [make("td"), ...head, make("th", { scope: "col", class: "sum", text: "all" })] })] }));
  const body = make("tbody");
  owners.forEach(({ name }, row) => {
    const first = button(name, () => choose(name, ""), { tabindex: "-1", dir: "auto" });
    cells.push([first, name, ""]);
    const own = facets.map((facet, column) => {
      const count = counts[row][column];
      if (!count) return make("td");
      const cell = button(inWords(count), () => choose(name, facet),
        { tabindex: "-1", class: `level${level(count)}`, "aria-label": `${name}, ${facet}: ${many(count, "seed")}`, title: `${name} · ${facet}: ${count}` });
      cells.push([cell, name, facet]);
      return make("td", { children: [cell] });
    });
    const sum = counts[row].reduce((a, b) => a + b, 0);
    const line = make("tr", { children: [make("th", { scope: "row", children: [first] }), ...own, make("td", { class: "sum", text: inWords(sum) })] });
    line.hidden = row >= ROWS;
    body.append(line);
  });
  table.append(body);

  const more = byId("all-cultures");
  more.hidden = owners.length <= ROWS;
  more.textContent = `Show all ${owners.length} rows`;
  more.addEventListener("click", () => {
    for (const line of body.rows) line.hidden = false;
    more.hidden = true;
  });
  table.addEventListener("keydown", event => { // arrows move within the table, which is one stop for the Tab key
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const from = event.target.closest("th, td");
    if (!by || !from) return;
    event.preventDefault();
    let [row, column] = [from.parentElement.rowIndex + by[0], from.cellIndex + by[1]];
    for (; table.rows[row]?.cells[column] && !table.rows[row].hidden; row += by[0], column += by[1]) {
      const found = table.rows[row].cells[column].querySelector("button");
      if (!found) continue;
      for (const [cell] of cells) cell.tabIndex = -1;
      found.tabIndex = 0;
      found.focus();
      return;
    }
  });
  filter.onChange(state => {
    asked = state.asked;
    for (const [cell, culture, facet] of cells) {
      const on = Boolean(culture || facet) && asked.culture === culture && asked.facet === facet;
      cell.setAttribute("aria-pressed", on);
      const passes = (!asked.culture || !culture || culture === asked.culture) && (!asked.facet || !facet || facet === asked.facet);
      cell.classList.toggle("off", !passes);
      if (on && cell.closest("tr").hidden) more.click();
    }
  });
}

// Six seeds that pass, of different cultures where there are as many, then of different facets.
function makeSamples(box, data, filter, open) {
  const best = [...data.seeds.keys()].sort((a, b) => worth(data.seeds[b]) - worth(data.seeds[a]) || a - b);
  function worth(seed) { // a seed that names its culture and has a sentence tells a stranger most
    return (seed.share ?? 0) + (seed.marks.length ? 1 : 0) + (seed.first > 40 && seed.first < 160 ? 0.5 : 0) + 1 / (1 + seed.rank);
  }

  filter.onChange(({ seeds }) => {
    const passing = new Set(seeds), found = [];
    const known = data.owners.map(owner => owner.name);
    const order = best.filter(number => passing.has(number));
    for (const fresh of [ // what a further sample must not repeat
      seed => [seed.culture, `facet ${seed.facet}`], seed => [seed.culture], seed => [`point ${seed.point}`], () => [],
    ]) {
      const used = new Set(found.flatMap(number => fresh(data.seeds[number])));
      for (const number of order) {
        if (found.length === 6) break;
        const seed = data.seeds[number], own = fresh(seed);
        if (found.includes(number) || own.some(name => used.has(name))) continue;
        if (own.includes(seed.culture) && seed.culture.startsWith("(")) continue; // shared by many: no example of a culture
        own.forEach(name => used.add(name));
        found.push(number);
      }
    }
    found.sort((a, b) => known.indexOf(data.seeds[a].culture) - known.indexOf(data.seeds[b].culture) || a - b);
    box.replaceChildren(...found.map(number => sample(data.seeds[number])));
  });

  function sample(seed) {
    const title = button(seed.title, () => open(seed.point), { dir: "auto" });
    const whole = /[\p{Sentence_Terminal}"”』」)]\s*$/u.test(seed.text.slice(0, seed.first)), text = seed.text.slice(0, seed.first);
    return make("li", { children: [
      make("p", { class: "about", children: [make("b", { dir: "auto", text: seed.culture }), ` · ${seed.facet}`] }),
      make("h3", { dir: "auto", children: [title] }),
      make("p", { dir: "auto", lang: seed.language, children: [...marked(text, seed.marks), whole ? "" : "…"] }),
    ] });
  }
}
