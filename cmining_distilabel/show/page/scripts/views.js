// Where things lie on the map, for a canvas of a size. A view has x and y of each document (NaN: not on it), cells of
// points, lands of cultures, and labels, all in pixels of the whole map.

// "cultures": each culture is a land, placed about where it lies on the earth; each of its points a field of it, as
// large as it has seeds; each seed a dot, the most telling inmost.
function viewOfCultures(data, width, height) {
  const { points, owners, documents: docs } = data, seedsOf = points.map(() => []);
  docs.point.forEach((point, i) => { if (point >= 0) seedsOf[point].push(i); });
  const rank = i => (docs.seed[i] < 0 ? Infinity : docs.seed[i]); // seeds are in the order of their ranks
  for (const own of seedsOf) own.sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
  const held = owners.map(({ name }) => points.flatMap((point, number) => (point.culture === name ? [number] : [])));
  const shown = owners.map((_, number) => number).filter(number => held[number].length);
  const size = number => points[number].seedCount || 1;
  const south = Math.min(...owners.map(({ place }) => place?.[1] ?? 0)) - 5;
  const places = shown.map(number => {
    const [x, y] = owners[number].name === data.nobody ? [0, south] : owners[number].place ?? [0, south];
    return [x, -y];
  });
  const area = [[0, 0], [width, 0], [width, height], [0, height]];
  const lands = territories(area, places, shown.map(number => held[number].reduce((sum, point) => sum + size(point), 0)));
  const x = new Float64Array(docs.x.length).fill(NaN), y = x.slice(), cells = points.map(() => null);
  let step = Infinity;
  const labels = [];
  shown.forEach((owner, at) => {
    const own = held[owner];
    const topics = own.map(number => { // about where its seeds lie on the map of topics
      const dots = seedsOf[number];
      return [mean(dots.map(i => docs.x[i])), mean(dots.map(i => docs.y[i]))];
    });
    const fields = own.length > 1 ? territories(lands[at], topics, own.map(size)) : [lands[at]];
    own.forEach((number, place) => {
      cells[number] = fields[place];
      const dots = seedsOf[number].length ? dotsIn(fields[place], seedsOf[number].length) : [];
      if (dots.length > 1) step = Math.min(step, Math.hypot(dots[0][0] - dots[1][0], dots[0][1] - dots[1][1]));
      dots.forEach((dot, k) => { [x[seedsOf[number][k]], y[seedsOf[number][k]]] = dot; });
    });
    labels.push({ owner, text: owners[owner].name, cell: lands[at] });
  });
  const fields = points.map((point, number) => cells[number] && { point: number, text: point.facet, cell: cells[number] }).filter(Boolean);
  return { name: "cultures", x, y, cells, lands: lands.map((cell, at) => ({ cell, owner: shown[at] })), land: labels, fields, dot: Math.min(4.5, Math.max(1.2, step * 0.34)) };
}

// "documents": all documents, alike ones near one another; a point is named where most of its seeds lie together.
function viewOfDocuments(data, width, height) {
  const { points, documents: docs } = data, count = docs.x.length, edge = 14;
  const far = [Math.max(1, ...range(docs.x)), Math.max(1, ...range(docs.y))];
  const x = Float64Array.from(docs.x, value => edge + (value / far[0]) * (width - 2 * edge));
  const y = Float64Array.from(docs.y, value => edge + (value / far[1]) * (height - 2 * edge));
  const seedsOf = points.map(() => []);
  docs.point.forEach((point, i) => { if (point >= 0) seedsOf[point].push(i); });
  const reach = Math.sqrt((width * height) / 90);
  const named = points.map((point, number) => {
    const own = seedsOf[number].slice(0, 200);
    let best = -1, most = 0;
    for (const i of own) {
      const near = own.filter(j => Math.hypot(x[i] - x[j], y[i] - y[j]) < reach).length;
      if (near > most) { most = near; best = i; }
    }
    return best < 0 ? null : { point: number, text: nameOf(point), x: x[best], y: y[best], weight: most };
  }).filter(Boolean).sort((a, b) => b.weight - a.weight);
  return { name: "documents", x, y, named, dot: Math.max(1.1, Math.min(4, 0.3 * Math.sqrt((width * height) / (count + 1)))) };
}

const mean = values => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : 0);

function range(values) { // Math.max takes no 50,000 arguments
  return [values.reduce((a, b) => Math.max(a, b), 0)];
}
