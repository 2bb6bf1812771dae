"use strict";
// The map: documents as dots on a canvas, Culture Points as circles; drag, wheel, pinch or keys move it.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#b0539a", "#8a6d00", "#7a5bd0", "#c02942", "#00838f", "#5b6e12", "#2f7fd0", "#a0522d", "#5f6a72"];
const RAMP = ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"];
const OTHER = "#8c8c94";
const DARK = matchMedia("(prefers-color-scheme: dark)");

function makeMap(canvas, tip, data, onPoint) {
  const docs = data.documents, count = docs.x.length;
  const pen = canvas.getContext("2d");
  let view = { x: 0, y: 0, scale: 1 }, filter = { shows: null, points: null }, colour = "group", chosen = -1, queued = false;
  const cell = 100, grid = new Map(); // documents by the square they lie in, for hover
  for (let i = 0; i < count; i++) {
    const key = Math.floor(docs.x[i] / cell) * 1000 + Math.floor(docs.y[i] / cell);
    grid.has(key) ? grid.get(key).push(i) : grid.set(key, [i]);
  }
  const most = values => values.reduce((found, value) => Math.max(found, value), 1);
  const far = [most(docs.x), most(docs.y)];

  function whole() {
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = 0.94 * Math.min(width / far[0], height / far[1]);
    view = { scale, x: (width - far[0] * scale) / 2, y: (height - far[1] * scale) / 2 };
    draw();
  }

  function colourOf(i) {
    if (colour === "score") return docs.score[i] === null ? OTHER : RAMP[Math.min(4, Math.floor(docs.score[i] / 20))];
    const number = docs[colour][i];
    return number >= 0 && number < COLOURS.length ? COLOURS[number] : OTHER;
  }

  function draw() {
    if (!queued) { queued = true; requestAnimationFrame(paint); }
  }

  function paint() {
    queued = false;
    const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = width * ratio; canvas.height = height * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    // Dots that cover a tenth of the whole map, and grow with the root of the zoom.
    const fit = 0.94 * Math.min(width / far[0], height / far[1]);
    const base = Math.max(1.4, Math.min(9, 0.33 * Math.sqrt((width * height) / (count + 1)), 5) * Math.min(2, Math.sqrt(view.scale / fit)));
    for (const pass of [0, 1, 2]) { // hidden ones, plain ones, seeds
      for (let i = 0; i < count; i++) {
        const shown = !filter.shows || filter.shows[i];
        if (pass !== (shown ? (docs.point[i] >= 0 ? 2 : 1) : 0)) continue;
        const x = docs.x[i] * view.scale + view.x, y = docs.y[i] * view.scale + view.y;
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue;
        const size = pass === 2 ? base * 1.5 : base;
        pen.globalAlpha = [0.08, DARK.matches ? 0.85 : 0.6, 1][pass];
        pen.fillStyle = pass ? colourOf(i) : OTHER;
        pen.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
    data.points.forEach((point, number) => {
      if (!point.circle || (filter.points && !filter.points.has(number) && number !== chosen)) return;
      pen.globalAlpha = 1;
      pen.lineWidth = number === chosen ? 4 : 1.2;
      pen.strokeStyle = DARK.matches ? "#fff" : "#000";
      pen.beginPath();
      pen.arc(point.circle[0] * view.scale + view.x, point.circle[1] * view.scale + view.y, Math.max(4, point.circle[2] * view.scale), 0, 7);
      pen.stroke();
    });
  }

  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const next = Math.min(4, Math.max(0.01, view.scale * factor)), real = next / view.scale;
    view = { scale: next, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
    draw();
  }

  function nearest(x, y) { // the shown document within 8 pixels of a place on the canvas
    const at = [(x - view.x) / view.scale, (y - view.y) / view.scale], reach = 8 / view.scale;
    let best = -1, least = reach * reach;
    for (let a = Math.floor((at[0] - reach) / cell); a <= Math.floor((at[0] + reach) / cell); a++)
      for (let b = Math.floor((at[1] - reach) / cell); b <= Math.floor((at[1] + reach) / cell); b++)
        for (const i of grid.get(a * 1000 + b) || []) {
          const distance = (docs.x[i] - at[0]) ** 2 + (docs.y[i] - at[1]) ** 2;
          if (distance <= least && (!filter.shows || filter.shows[i])) { least = distance; best = i; }
        }
    return best;
  }

  function pointAt(x, y) {
    const i = nearest(x, y);
    if (i >= 0 && docs.point[i] >= 0) return docs.point[i];
    return data.points.findIndex((point, number) => point.circle && (!filter.points || filter.points.has(number)) &&
      Math.hypot(point.circle[0] * view.scale + view.x - x, point.circle[1] * view.scale + view.y - y) < Math.max(4, point.circle[2] * view.scale));
  }

  function hover(event) {
    const i = nearest(event.offsetX, event.offsetY);
    tip.hidden = i < 0;
    if (i < 0) return;
    const name = key => docs[key][i] < 0 ? null : docs.names[key][docs[key][i]];
    const facts = [name("group"), name("facet"), name("culture")];
    const scores = ["score", "facet_score", "attribution", "isolation", "exclusivity"].filter(key => docs[key][i] !== null)
      .map(key => `${key.replace("_", " ")} ${(docs[key][i] / 100).toFixed(2)}`);
    tip.replaceChildren(make("strong", { dir: "auto", text: docs.title[i] }), make("div", { text: facts.filter(Boolean).join(" · ") }),
      make("div", { text: scores.join(" · ") }),
      docs.point[i] >= 0 ? make("div", { text: `seed of ${data.points[docs.point[i]].id}: click to open` }) : "");
    tip.style.left = `${Math.max(4, Math.min(event.offsetX + 12, canvas.clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, Math.min(event.offsetY + 12, canvas.clientHeight - tip.offsetHeight - 4))}px`;
  }

  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", event => { fingers.set(event.pointerId, event); moved = 0; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", event => {
    const before = fingers.get(event.pointerId);
    if (!before) return hover(event);
    const other = [...fingers.values()].find(one => one.pointerId !== event.pointerId);
    fingers.set(event.pointerId, event);
    if (other) {
      const gap = one => Math.hypot(one.offsetX - other.offsetX, one.offsetY - other.offsetY);
      zoom(gap(event) / Math.max(1, gap(before)), other.offsetX, other.offsetY);
    }
    const by = [event.offsetX - before.offsetX, event.offsetY - before.offsetY];
    moved += Math.abs(by[0]) + Math.abs(by[1]);
    if (!other) { view.x += by[0]; view.y += by[1]; }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, event => {
    fingers.delete(event.pointerId);
    const number = end === "pointerup" && moved < 5 ? pointAt(event.offsetX, event.offsetY) : -1;
    if (number >= 0) onPoint(number);
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("wheel", event => { // a page must scroll past the map: zoom with Ctrl, or once the map has the focus
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.addEventListener("keydown", event => {
    const by = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (by) { view.x += by[0]; view.y += by[1]; draw(); }
    else if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0") whole();
    else return;
    event.preventDefault();
  });
  DARK.addEventListener("change", draw);
  new ResizeObserver(whole).observe(canvas);

  return {
    zoom, whole,
    show(shows, points) { filter = { shows, points }; draw(); },
    colourBy(name) { colour = name; draw(); },
    choose(number) { chosen = number; draw(); },
    colours(name) { // the legend: name and colour
      if (name === "score") return RAMP.map((value, i) => [`${(i / 5).toFixed(1)}–${((i + 1) / 5).toFixed(1)}`, value]);
      const names = docs.names[name];
      const rest = names.length > COLOURS.length || docs[name].includes(-1) ? [["other or unknown", OTHER]] : [];
      return [...names.slice(0, COLOURS.length).map((one, i) => [one, COLOURS[i]]), ...rest];
    },
  };
}
