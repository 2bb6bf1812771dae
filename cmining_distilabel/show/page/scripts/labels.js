// Labels that do not overlap: the first of a list win. Each is { text, x, y, size or sizes, bold, room }; one that is
// wider or higher than its room in all its sizes is left out. `moves` are places to try, off the first.
function placeLabels(pen, wanted, font, width, height, taken = []) {
  return wanted.filter(label => (label.sizes || [label.size]).some(size => (label.moves || [[0, 0]]).some(([right, down]) => {
    const { x, y } = label;
    if (fits(label, x + right, y + down, size)) return true;
    Object.assign(label, { x, y });
    return false;
  })));

  function fits(label, x, y, size) {
    Object.assign(label, { x, y, size });
    pen.font = `${label.bold ? "600 " : ""}${size}px ${font}`;
    const half = pen.measureText(label.text).width / 2 + 3, high = size * 0.6 + 1;
    if (label.room && (2 * half > label.room[0] || 2 * high > label.room[1])) return false;
    if (label.keep) { // within the canvas
      label.x = Math.max(half, Math.min(width - half, label.x));
      label.y = Math.max(high, Math.min(height - high, label.y));
    }
    const box = [label.x - half, label.y - high, label.x + half, label.y + high];
    if (box[2] < 0 || box[3] < 0 || box[0] > width || box[1] > height) return false;
    if (taken.some(other => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return false;
    taken.push(box);
    return true;
  }
}

function drawLabels(pen, labels, font, ink, halo) {
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const { text, x, y, size, bold } of labels) {
    pen.font = `${bold ? "600 " : ""}${size}px ${font}`;
    pen.globalAlpha = 0.85;
    pen.lineWidth = 4;
    pen.strokeStyle = halo;
    pen.strokeText(text, x, y);
    pen.globalAlpha = 1;
    pen.fillStyle = ink;
    pen.fillText(text, x, y);
  }
}
