// Elements are made by hand and filled as text only, so that no title can become markup.
function make(tag, { text, children = [], ...attributes } = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

const byId = id => document.getElementById(id);
const titleOf = point => point.seeds.slice(0, 3).map(seed => seed.title).join(" · ") || point.id;

function openCard(number, points, open) {
  const point = points[number], dialog = byId("dialog");
  const close = make("button", { type: "button", text: "Close" });
  close.addEventListener("click", () => dialog.close());
  const facts = [
    ["Group", point.group],
    ["Belongs to", point.culture || (point.kind === "language" ? `nobody known: ${point.group} stands alone` : "")],
    ["Cultures", point.cultures.map(([name, weight]) => `${name} ${weight.toFixed(2)}`).join(", ")],
    ["Facets", point.facets.join(", ")],
    ["Keywords", point.keywords.join(", ")],
    ["Score", point.score === null ? "" : point.score.toFixed(3)],
  ].filter(([, value]) => value);
  const tests = point.tests.map(row => make("tr", { children: [
    make("th", { scope: "row", text: row.test }), make("td", { class: "n", text: row.figure }), make("td", { text: row.limit }),
    make("td", row.passed === null ? { text: "" } : row.passed === true ? { class: "yes", text: "✓ met" } : { text: row.passed || "not needed" }),
  ] }));
  const near = point.near.map(other => {
    const button = make("button", { type: "button", dir: "auto", text: `${points[other].group}: ${titleOf(points[other])}` });
    button.addEventListener("click", () => open(other));
    return make("li", { children: [button] });
  });
  byId("card").replaceChildren(
    make("div", { id: "card-top", children: [make("h2", { id: "card-title", dir: "auto", text: titleOf(point) }), close] }),
    make("p", { class: "soft", text: point.id }),
    make("dl", { class: "facts", children: facts.map(([name, value]) => make("div", { children: [make("dt", { text: name }), make("dd", { dir: "auto", text: value })] })) }),
    make("h3", { text: "Why it was accepted" }),
    make("div", { class: "scroll", children: [make("table", { children: [make("tbody", { children: tests })] })] }),
    ...(point.tests.some(row => row.passed === "in part")
      ? [make("p", { class: "soft", text: "Figures are means over the seeds and over all clusterings. In part: some of these failed the test." })] : []),
    make("h3", { text: point.seeds.length < point.seedCount ? `Seeds: the first ${point.seeds.length} of ${point.seedCount}` : `Seeds: ${point.seedCount}` }),
    make("ul", { class: "seeds", children: point.seeds.map(seedItem) }),
    ...(near.length ? [make("h3", { text: "Nearest points of other groups" }), make("ul", { class: "plain", children: near })] : []),
  );
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

function seedItem(seed) {
  const title = seed.url
    ? make("a", { href: seed.url, target: "_blank", rel: "noopener noreferrer", text: seed.title })
    : make("strong", { text: seed.title });
  return make("li", { children: [
    make("p", { dir: "auto", children: [title] }),
    make("p", { dir: "auto", text: seed.text }),
    make("p", { class: "soft", text: [seed.language, seed.source, seed.license, seed.id].filter(Boolean).join(" · ") }),
  ] });
}
