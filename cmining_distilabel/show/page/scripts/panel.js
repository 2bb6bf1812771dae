// The panel of a point: its seeds first, the figures folded away.
const titleOf = (point, seeds) => seeds.slice(0, 3).map(seed => seed.title).join(" · ") || point.id;
const nameOf = point => `${point.culture}${point.region ? ` (${point.region})` : ""} · ${point.facet}`;

function makePanel(data, map) {
  const dialog = byId("dialog"), seedsOf = data.points.map(() => []);
  for (const seed of data.seeds) seedsOf[seed.point].push(seed);
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  let language = "";

  function open(number) {
    const point = data.points[number], all = seedsOf[number];
    map()?.choose(number);
    const read = language ? all.filter(seed => seed.language === language) : all;
    const seeds = read.length ? read : all;
    const near = point.near.map(other => make("li", { children: [
      button(`${nameOf(data.points[other])}: ${titleOf(data.points[other], seedsOf[other])}`, () => open(other), { dir: "auto" })] }));
    const count = seeds.length < point.seedCount ? `${inWords(seeds.length)} of ${many(point.seedCount, "seed")}` : many(seeds.length, "seed");
    byId("panel").replaceChildren(
      make("div", { id: "panel-top", children: [
        make("div", { children: [make("h2", { id: "panel-title", dir: "auto", text: nameOf(point) }), make("p", { class: "soft", text: intro(point, count) })] }),
        button("Close", () => dialog.close())] }),
      ...(point.keywords.length ? [make("p", { class: "words", children: point.keywords.map(word => make("span", { dir: "auto", text: word })) })] : []),
      make("ul", { class: "seeds", children: seeds.map(seedItem) }),
      ...(near.length ? [make("h3", { text: "Like it, in other languages" }), make("ul", { class: "plain", children: near })] : []),
      figures(point),
    );
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  function intro(point, count) {
    const others = point.cultures.filter(([name]) => name !== point.culture).slice(0, 2).map(([name, weight]) => `${name} ${percent(weight)}`);
    const whose = point.share === null ? "" : `${percent(point.share)} ${point.culture}${others.length ? `; next ${others.join(", ")}` : ""}`;
    return [count, whose].filter(Boolean).join(" · ");
  }

  return { open, seedsOf, read(code) { language = code; } };
}

function seedItem(seed) {
  const title = seed.url
    ? make("a", { href: seed.url, target: "_blank", rel: "noopener noreferrer", text: seed.title })
    : make("strong", { text: seed.title });
  const facts = [languageName(seed.language), seed.share === null ? "" : `${seed.culture} ${percent(seed.share)}`, seed.facet, seed.license, seed.id];
  return make("li", { children: [
    make("p", { dir: "auto", children: [title] }),
    make("p", { dir: "auto", lang: seed.language, children: marked(seed.text, seed.marks) }),
    make("p", { class: "soft", text: facts.filter(Boolean).join(" · ") }),
  ] });
}

function figures(point) {
  const rows = point.tests.map(row => make("tr", { children: [
    make("th", { scope: "row", text: row.test }), make("td", { class: "n", text: row.figure }), make("td", { text: row.limit }),
    make("td", row.passed === null ? { text: "" } : row.passed === true ? { class: "yes", text: "✓ met" } : { text: row.passed || "not needed" }),
  ] }));
  const partly = point.tests.some(row => row.passed === "in part")
    ? [make("p", { class: "soft", text: "Figures are means over the seeds and over all clusterings. In part: some of these failed the test." })] : [];
  return make("details", { children: [
    make("summary", { text: `Why it was accepted (${point.id})` }),
    make("div", { class: "scroll", children: [make("table", { children: [make("tbody", { children: rows })] })] }), ...partly,
  ] });
}
