// The map on a canvas: two views of the same seeds; drag, wheel, pinch or keys move it.
const DARK = matchMedia("(prefers-color-scheme: dark)");

function makeMap(canvas, tip, data, onPoint) {
  const { points, owners, facets, documents: docs } = data;
  const pen = canvas.getContext("2d"), font = getComputedStyle(canvas).fontFamily;
  const ownerOf = new Map(owners.map(({ name }, number) => [name, number]));
  const own = docs.names.culture.map(name => ownerOf.get(name) ?? -1), facetOf = docs.names.facet.map(name => facets.indexOf(name));
  let filter = { documents: null, points: null }, colour = "culture", chosen = -1, queued = false;
  let view = { x: 0, y: 0, scale: 1 }, wanted = "cultures", made = {}, grid = new Map(), size = [0, 0];
  const CELL = 24; // pixels of the squares that dots are found by

  const seeds = [...docs.x.keys()].filter(i => docs.seed[i] >= 0).sort((a, b) => docs.seed[a] - docs.seed[b]); // best first

  // Hues by the golden angle, so that neighbours differ; cultures in the order of their longitude.
  const east = owners.map((_, number) => number).sort((a, b) => (owners[a].place?.[0] ?? 999) - (owners[b].place?.[0] ?? 999) || a - b);
  const hueOf = new Map(east.map((number, position) => [number, (position * 137.5) % 360]));
  function paintOf(kind, number, strong) {
    if (number < 0 || (kind === "culture" && owners[number].name.startsWith("("))) return strong ? (DARK.matches ? "#a5a5af" : "#77777f") : (DARK.matches ? "#303036" : "#e6e6ea");
    const hue = kind === "culture" ? hueOf.get(number) : (number * 137.5 + 20) % 360;
    const [light, chroma] = DARK.matches ? (strong ? [0.76, 0.14] : [0.33, 0.06]) : strong ? [0.55, 0.16] : [0.9, 0.06];
    return `oklch(${light} ${chroma} ${hue})`;
  }
  const numberOf = (kind, i) => (kind === "culture" ? (docs.culture[i] < 0 ? -1 : own[docs.culture[i]]) : docs.facet[i] < 0 ? -1 : facetOf[docs.facet[i]]);
  const ofPoint = (kind, point) => (kind === "culture" ? ownerOf.get(point.culture) ?? -1 : facets.indexOf(point.facet));

  function lay() { // for the size that the canvas has
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    if (width !== size[0] || height !== size[1]) { made = {}; size = [width, height]; }
    made[wanted] ||= (wanted === "cultures" ? viewOfCultures : viewOfDocuments)(data, width, height);
    grid = new Map();
    const { x, y } = made[wanted];
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(x[i])) continue;
      const key = Math.floor(x[i] / CELL) * 10000 + Math.floor(y[i] / CELL);
      grid.has(key) ? grid.get(key).push(i) : grid.set(key, [i]);
    }
    whole();
  }

  function whole() { view = { x: 0, y: 0, scale: 1 }; draw(); }
  function draw() { if (!queued) { queued = true; requestAnimationFrame(paint); } }
  const passes = i => !filter.documents || filter.documents[i];
  const at = ([x, y]) => [x * view.scale + view.x, y * view.scale + view.y];

  function paint() {
    queued = false;
    const now = made[wanted], ratio = devicePixelRatio || 1, { clientWidth: width, clientHeight: height } = canvas;
    if (!now) return;
    canvas.width = width * ratio; canvas.height = height * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(document.documentElement), ink = style.getPropertyValue("--text"), back = style.getPropertyValue("--back");
    (now.cells ? paintCells : paintGlow)(now, back);
    paintDots(now, width, height);
    paintNames(now, width, height, ink, back);
  }

  function trace(cell) {
    pen.beginPath();
    cell.forEach((corner, k) => pen[k ? "lineTo" : "moveTo"](...at(corner)));
    pen.closePath();
  }

  function paintCells(now, back) {
    points.forEach((point, number) => {
      if (!now.cells[number]) return;
      trace(now.cells[number]);
      pen.globalAlpha = filter.documents && !filter.points.has(number) ? 0.25 : 1;
      pen.fillStyle = paintOf(colour, ofPoint(colour, point), false);
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = back; pen.lineWidth = 1.5; pen.stroke();
    });
    for (const { cell } of now.lands) { trace(cell); pen.strokeStyle = back; pen.lineWidth = 5; pen.stroke(); }
    if (chosen >= 0 && now.cells[chosen]) { trace(now.cells[chosen]); pen.strokeStyle = paintOf(colour, ofPoint(colour, points[chosen]), true); pen.lineWidth = 3; pen.stroke(); }
  }

  function paintGlow(now) { // a wash of colour where seeds of a kind lie together
    pen.globalAlpha = DARK.matches ? 0.16 : 0.22;
    const radius = Math.min(22, 9 + now.dot * 3) * Math.sqrt(view.scale);
    for (let i = 0; i < now.x.length; i++) {
      if (docs.point[i] < 0 || !passes(i)) continue;
      const [x, y] = at([now.x[i], now.y[i]]);
      pen.fillStyle = paintOf(colour, numberOf(colour, i), false);
      pen.beginPath(); pen.arc(x, y, radius, 0, 7); pen.fill();
    }
    pen.globalAlpha = 1;
  }

  const radiusOf = now => now.dot * Math.min(1.8, Math.sqrt(view.scale));

  function paintDots(now, width, height) {
    const radius = radiusOf(now);
    for (const pass of [0, 1, 2]) { // hidden ones, documents, seeds
      for (let i = 0; i < now.x.length; i++) {
        const seed = docs.point[i] >= 0;
        if (Number.isNaN(now.x[i]) || pass !== (!passes(i) ? 0 : seed ? 2 : 1)) continue;
        const [x, y] = at([now.x[i], now.y[i]]);
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue;
        pen.globalAlpha = [seed ? 0.18 : 0.1, 0.35, 1][pass];
        pen.fillStyle = pass === 2 ? paintOf(colour, numberOf(colour, i), true) : DARK.matches ? "#8c8c94" : "#9a9aa4";
        const own = pass === 2 || now.cells ? radius : radius * 0.7;
        pen.beginPath(); pen.arc(x, y, own, 0, 7); pen.fill();
      }
    }
    pen.globalAlpha = 1;
  }

  function paintNames(now, width, height, ink, back) {
    const taken = [], hidden = number => filter.documents && !filter.points.has(number);
    if (!now.cells) {
      const names = new Set(); // two points of a culture and a facet would say the same twice
      const wanted = now.named.filter(({ point, text }) => !hidden(point) && !names.has(text) && names.add(text)).map(label => {
        const [x, y] = at([label.x, label.y]);
        return { ...label, x, y, size: label.weight > 30 ? 14 : 12, bold: true, keep: true, moves: [0, -18, 18, -36, 36].map(down => [0, down]) };
      });
      drawLabels(pen, placeLabels(pen, wanted, font, width, height, taken), font, ink, back);
      paintTitles(now, width, height, back, taken);
      return;
    }
    const inView = cell => { // the part of a cell that is on the canvas, where its name belongs
      const [left, low, right, high] = [-view.x, -view.y, width - view.x, height - view.y].map(one => one / view.scale);
      const part = clip(clip(clip(clip(cell, -1, 0, -left), 1, 0, right), 0, -1, -low), 0, 1, high);
      return part.length > 2 ? { at: at(middleOf(part)), broad: Math.sqrt(areaOf(part)) * view.scale } : null;
    };
    const lands = now.land.filter(({ owner }) => !filter.documents || points.some((point, number) => point.culture === owners[owner].name && !hidden(number)));
    const big = lands.map(({ text, cell }) => ({ text, ...inView(cell) })).filter(({ broad }) => broad).map(({ text, at: [x, y], broad }) => (
      { text, x, y, sizes: [22, 18, 15, 12].filter(size => size <= Math.max(12, broad / 6)), bold: true, keep: true, room: [broad * 1.35, broad] }
    )).sort((a, b) => b.room[0] - a.room[0]);
    drawLabels(pen, placeLabels(pen, big, font, width, height, taken), font, ink, back);
    const small = now.fields.filter(({ point }) => !hidden(point)).map(({ text, cell }) => ({ text, ...inView(cell) })).filter(({ broad }) => broad).map(({ text, at: [x, y], broad }) => (
      { text, x, y, size: broad > 150 ? 13 : 11, room: [broad * 1.2, broad], keep: true, moves: [[0, 0], [0, 22], [0, -26]] }
    )).sort((a, b) => b.room[0] - a.room[0]);
    drawLabels(pen, placeLabels(pen, small, font, width, height, taken), font, ink, back);
    paintTitles(now, width, height, back, taken);
  }

  function paintTitles(now, width, height, back, taken) { // of the most telling seeds, of all once there is room
    const near = view.scale >= 1.8, titles = [], count = new Map();
    const off = radiusOf(now) + 7;
    for (const i of seeds) {
      if (!passes(i) || Number.isNaN(now.x[i])) continue;
      const [x, y] = at([now.x[i], now.y[i]]), own = count.get(docs.point[i]) ?? 0;
      const broad = now.cells ? Math.sqrt(areaOf(now.cells[docs.point[i]])) * view.scale : Infinity;
      if (!near && own >= (!now.cells || broad < 68 ? 0 : broad < 120 ? 1 : 3)) continue;
      if (x < 0 || y < 0 || x > width || y > height) continue;
      count.set(docs.point[i], own + 1);
      titles.push({ text: docs.title[i], x, y: y + off, size: 11, moves: [[0, 0], [0, -2 * off]], room: near ? undefined : [broad, broad] });
      if (titles.length > 600) break;
    }
    const soft = getComputedStyle(document.documentElement).getPropertyValue("--soft");
    drawLabels(pen, placeLabels(pen, titles, font, width, height, taken), font, soft, back);
  }

  function focus() { // on the fields that pass the filter, where they are a small part of all
    const now = made[wanted], cells = now?.cells?.filter((cell, number) => cell && filter.points.has(number)) ?? [];
    if (!filter.documents || !cells.length) return whole();
    const [width, height] = size, edges = [0, 1].map(axis => cells.flat().map(corner => corner[axis]));
    const [[left, right], [low, high]] = edges.map(values => [Math.min(...values), Math.max(...values)]);
    const scale = Math.min(4, 0.9 * Math.min(width / (right - left), height / (high - low)));
    if (scale < 1.2) return whole();
    const within = (whole, from, to) => Math.min(0, Math.max(whole * (1 - scale), whole / 2 - (scale * (from + to)) / 2));
    view = { scale, x: within(width, left, right), y: within(height, low, high) };
    draw();
  }

  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const next = Math.min(40, Math.max(0.5, view.scale * factor)), real = next / view.scale;
    view = { scale: next, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
    draw();
  }

  function nearest(x, y) { // the shown document within 10 pixels of a place on the canvas
    const now = made[wanted], [u, v] = [(x - view.x) / view.scale, (y - view.y) / view.scale], reach = 10 / view.scale;
    let best = -1, least = reach * reach;
    for (let a = Math.floor((u - reach) / CELL); a <= Math.floor((u + reach) / CELL); a++)
      for (let b = Math.floor((v - reach) / CELL); b <= Math.floor((v + reach) / CELL); b++)
        for (const i of grid.get(a * 10000 + b) || []) {
          const distance = (now.x[i] - u) ** 2 + (now.y[i] - v) ** 2;
          const nearer = docs.point[i] >= 0 ? distance * 0.5 : distance; // a seed rather than what lies under it
          if (nearer <= least && passes(i)) { least = nearer; best = i; }
        }
    return best;
  }

  function pointAt(x, y) {
    const now = made[wanted], i = nearest(x, y);
    if (i >= 0 && docs.point[i] >= 0) return docs.point[i];
    const spot = [(x - view.x) / view.scale, (y - view.y) / view.scale];
    return now.cells ? now.cells.findIndex(cell => cell && contains(cell, spot)) : -1;
  }

  function hover(event) {
    if (!made[wanted]) return;
    const i = nearest(event.offsetX, event.offsetY), number = i < 0 ? pointAt(event.offsetX, event.offsetY) : docs.point[i];
    tip.hidden = i < 0 && number < 0;
    if (tip.hidden) return;
    const name = key => (docs[key][i] < 0 ? null : docs.names[key][docs[key][i]]);
    tip.replaceChildren(...(i >= 0
      ? [make("strong", { dir: "auto", text: docs.title[i] }),
         make("div", { text: [name("culture"), name("facet"), languageName(name("language"))].filter(Boolean).join(" · ") }),
         number < 0 ? make("div", { class: "soft", text: "no seed" }) : ""]
      : [make("strong", { text: nameOf(points[number]) }), make("div", { text: many(points[number].seedCount, "seed") })]));
    tip.style.left = `${Math.max(4, Math.min(event.offsetX + 12, canvas.clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(event.offsetY + 12, canvas.clientHeight - tip.offsetHeight - 4))}px`;
  }

  moveBy(canvas, { zoom, whole, hover, pan(x, y) { view.x += x; view.y += y; draw(); } }, (x, y) => {
    const number = pointAt(x, y);
    if (number >= 0) onPoint(number);
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  DARK.addEventListener("change", draw);
  new ResizeObserver(lay).observe(canvas);
  document.fonts?.ready.then(draw);

  return {
    zoom, whole,
    show(state) { filter = state; focus(); },
    colourBy(name) { colour = name; draw(); },
    view(name) { wanted = name; lay(); },
    choose(number) { chosen = number; draw(); },
    placeOf(i) { const now = made[wanted]; return at([now.x[i], now.y[i]]); },
    colours() { return facets.map((name, number) => [name, paintOf("facet", number, true)]); },
  };
}

// Pointers, wheel and keys on a canvas: what moves the map, and what is a click on it.
function moveBy(canvas, map, click) {
  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", event => { fingers.set(event.pointerId, event); moved = 0; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", event => {
    const before = fingers.get(event.pointerId);
    if (!before) return map.hover(event);
    const other = [...fingers.values()].find(one => one.pointerId !== event.pointerId);
    fingers.set(event.pointerId, event);
    if (other) {
      const gap = one => Math.hypot(one.offsetX - other.offsetX, one.offsetY - other.offsetY);
      map.zoom(gap(event) / Math.max(1, gap(before)), other.offsetX, other.offsetY);
    }
    const by = [event.offsetX - before.offsetX, event.offsetY - before.offsetY];
    moved += Math.abs(by[0]) + Math.abs(by[1]);
    if (!other) map.pan(...by);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, event => {
    fingers.delete(event.pointerId);
    if (end === "pointerup" && moved < 5) click(event.offsetX, event.offsetY);
  });
  canvas.addEventListener("wheel", event => { // a page must scroll past the map: zoom with Ctrl, or once the map has the focus
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    map.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", event => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (by) map.pan(...by);
    else if (event.key === "+" || event.key === "=") map.zoom(1.4);
    else if (event.key === "-") map.zoom(1 / 1.4);
    else if (event.key === "0") map.whole();
    else return;
    event.preventDefault();
  });
}
