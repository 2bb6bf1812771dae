// One filter for all: which seeds pass it decides on points; documents on the map are asked the same questions.
function makeFilter(form, data) {
  const NAMES = ["culture", "facet", "language"];
  const spoken = data.seeds.map(seed => [seed.title, seed.text, seed.culture, ...data.points[seed.point].keywords, data.points[seed.point].id].join("\n").toLowerCase());
  const docs = data.documents, listeners = [];
  const titles = docs.title.map(title => title.toLowerCase());
  const cultures = docs.names.culture.map(name => name.toLowerCase());
  const choices = {
    culture: data.owners.map(owner => owner.name).sort(new Intl.Collator("en").compare), facet: [...data.facets].sort(),
    language: [...new Set(data.seeds.map(seed => seed.language))].sort(),
  };
  for (const [name, values] of Object.entries(choices))
    form.elements[name].append(...values.map(value => make("option", { value, text: name === "language" ? languageName(value) : value })));

  function wanted() {
    const found = Object.fromEntries(new FormData(form));
    return { ...found, search: found.search.trim().toLowerCase(), share: Number(found.share) / 100 };
  }

  function seedsThat({ search, share, ...names }) {
    return data.seeds.flatMap((seed, number) =>
      NAMES.every(name => !names[name] || seed[name] === names[name]) && (!share || (seed.share ?? 0) >= share) &&
      (!search || spoken[number].includes(search)) ? [number] : []);
  }

  function documentsThat({ search, share, ...names }, points) {
    if (!search && !share && NAMES.every(name => !names[name])) return null; // all
    const number = Object.fromEntries(NAMES.map(name => [name, names[name] ? docs.names[name].indexOf(names[name]) : null]));
    return titles.map((title, i) =>
      NAMES.every(name => number[name] === null || docs[name][i] === number[name]) && (!share || points.has(docs.point[i])) &&
      (!search || title.includes(search) || (docs.culture[i] >= 0 && cultures[docs.culture[i]].includes(search)) || points.has(docs.point[i])));
  }

  function apply() {
    const asked = wanted(), seeds = seedsThat(asked), points = new Set(seeds.map(number => data.seeds[number].point));
    const state = { asked, seeds, points, documents: documentsThat(asked, points) };
    byId("found").textContent = `${many(seeds.length, "seed")} in ${many(points.size, "point")}`;
    form.classList.toggle("active", state.documents !== null);
    for (const listen of listeners) listen(state);
  }

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", event => event.preventDefault());
  return {
    apply, seedsThat,
    asked: wanted,
    onChange(listen) { listeners.push(listen); },
    set(values) {
      for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
      apply();
    },
  };
}
