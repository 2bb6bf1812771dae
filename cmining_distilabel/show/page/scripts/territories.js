// A treemap of Voronoi cells (Nocaj and Brandes, 2012): a convex area is shared out so that each place has a cell as
// large as its weight, and cells lie where their places do. Places and weights move until the areas are right.
function territories(area, places, weights) {
  const rounds = Math.max(12, Math.min(70, Math.round(6000 / places.length))); // a round takes the square of the places
  const whole = areaOf(area), sum = weights.reduce((a, b) => a + b, 0);
  const wanted = weights.map(weight => (whole * weight) / sum);
  let sites = spread(area, places), power = wanted.map(one => one / Math.PI / 4), cells = [];
  for (let round = 0; round < rounds; round++) {
    cells = sites.map((_, i) => cellOf(i, sites, power, area));
    const areas = cells.map(areaOf);
    const off = Math.max(...areas.map((one, i) => Math.abs(one - wanted[i]) / wanted[i]));
    if (off < 0.02 || round === rounds - 1) break;
    sites = sites.map((site, i) => { // half of the way, so that neighbours stay neighbours
      const middle = areas[i] > 0 ? middleOf(cells[i]) : site;
      return [(site[0] + middle[0]) / 2, (site[1] + middle[1]) / 2];
    });
    // A border moves by half of what a weight gains, over the distance of the two sites.
    power = power.map((own, i) => own + (wanted[i] - areas[i]) * 0.5);
    const least = Math.min(...power);
    power = power.map(own => own - least);
  }
  return cells.map((cell, i) => (cell.length > 2 ? cell : tiny(sites[i])));
}

function cellOf(i, sites, power, area) {
  const [x, y] = sites[i];
  let cell = area;
  for (let j = 0; j < sites.length && cell.length; j++) {
    if (j === i) continue;
    const [u, v] = sites[j];
    cell = clip(cell, 2 * (u - x), 2 * (v - y), u * u + v * v - x * x - y * y + power[i] - power[j]);
  }
  return cell;
}

function clip(cell, a, b, c) { // what of a convex cell has a x + b y <= c
  const over = cell.map(([x, y]) => a * x + b * y - c);
  if (over.every(one => one <= 0)) return cell;
  const kept = [];
  for (let k = 0; k < cell.length; k++) {
    const next = (k + 1) % cell.length;
    if (over[k] <= 0) kept.push(cell[k]);
    if (over[k] <= 0 !== over[next] <= 0) {
      const t = over[k] / (over[k] - over[next]);
      kept.push([cell[k][0] + t * (cell[next][0] - cell[k][0]), cell[k][1] + t * (cell[next][1] - cell[k][1])]);
    }
  }
  return kept;
}

function areaOf(cell) {
  let twice = 0;
  for (let k = 0; k < cell.length; k++) {
    const [x, y] = cell[k], [u, v] = cell[(k + 1) % cell.length];
    twice += x * v - u * y;
  }
  return Math.abs(twice) / 2;
}

function middleOf(cell) {
  let twice = 0, x = 0, y = 0;
  for (let k = 0; k < cell.length; k++) {
    const [a, b] = cell[k], [c, d] = cell[(k + 1) % cell.length], cross = a * d - c * b;
    twice += cross; x += (a + c) * cross; y += (b + d) * cross;
  }
  return twice ? [x / (3 * twice), y / (3 * twice)] : cell[0];
}

const tiny = ([x, y]) => [[x - 1, y - 1], [x + 1, y - 1], [x + 1, y + 1], [x - 1, y + 1]];

// Starting places within an area: half of where a place lies, half of its rank, so that crowded parts are spread.
function spread(area, places) {
  const axes = [0, 1].map(axis => {
    const values = places.map(place => place[axis]), low = Math.min(...values), high = Math.max(...values);
    const rank = [...values.keys()].sort((i, j) => values[i] - values[j] || i - j);
    const found = [];
    rank.forEach((i, position) => {
      const far = high > low ? (values[i] - low) / (high - low) : 0.5;
      found[i] = 0.5 * far + (0.5 * (position + 0.5)) / rank.length;
    });
    return found;
  });
  const corners = [0, 1].map(axis => area.map(corner => corner[axis]));
  const [left, low] = corners.map(values => Math.min(...values)), [right, high] = corners.map(values => Math.max(...values));
  const middle = middleOf(area);
  return places.map((_, i) => {
    const at = [left + axes[0][i] * (right - left), low + axes[1][i] * (high - low)];
    for (let t = 1; t > 0; t -= 0.1) { // towards the middle until it is inside
      const inside = [middle[0] + t * (at[0] - middle[0]), middle[1] + t * (at[1] - middle[1])];
      if (contains(area, inside)) return inside;
    }
    return [middle[0] + (i % 7) * 0.01, middle[1] + (i % 5) * 0.01];
  });
}

function contains(cell, [x, y]) {
  let inside = false;
  for (let k = 0, j = cell.length - 1; k < cell.length; j = k++) {
    const [a, b] = cell[k], [c, d] = cell[j];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) inside = !inside;
  }
  return inside;
}

// Places for so many dots in a cell, on a grid of triangles, the inmost first.
function dotsIn(cell, count) {
  const middle = middleOf(cell);
  if (count === 1) return [middle];
  const inner = cell.map(([x, y]) => [middle[0] + 0.9 * (x - middle[0]), middle[1] + 0.9 * (y - middle[1])]);
  const far = Math.max(...inner.map(([x, y]) => Math.hypot(x - middle[0], y - middle[1])));
  for (let step = Math.sqrt((1.155 * areaOf(inner)) / count); ; step *= 0.95) {
    const found = [], rows = Math.ceil(far / (0.866 * step));
    for (let row = -rows; row <= rows; row++)
      for (let column = -Math.ceil(far / step) - 1; column <= Math.ceil(far / step) + 1; column++) {
        const at = [middle[0] + (column + (row & 1 ? 0.5 : 0)) * step, middle[1] + row * 0.866 * step];
        if (contains(inner, at)) found.push(at);
      }
    if (found.length >= count || step < 0.05)
      return found.sort((a, b) => Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1])).slice(0, count);
  }
}
