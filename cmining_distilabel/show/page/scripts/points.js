// The table of points that pass the filter.
const PAGE = 50;

function makePoints(table, data, filter, panel) {
  const { points } = data, compare = new Intl.Collator().compare;
  const COLUMNS = [
    { label: "Seeds of the point", value: number => titleOf(points[number], panel.seedsOf[number]) },
    { label: "Culture", value: number => points[number].culture },
    { label: "Share", value: number => points[number].share, show: percent },
    { label: "Facet", value: number => points[number].facet },
    { label: "Keywords", value: number => points[number].keywords.slice(0, 4).join(", ") },
    { label: "Seeds", value: number => points[number].seedCount, show: inWords },
    { label: "Score", value: number => points[number].score, show: value => (value === null ? "" : value.toFixed(2)) },
  ];
  let order = { column: COLUMNS[6], down: true }, found = [], shown = PAGE;

  function fill() {
    const { value } = order.column, sign = order.down ? -1 : 1;
    const keyed = found.map(number => [value(number), number]);
    keyed.sort(([a, i], [b, j]) => {
      if (a === null || b === null) return (a === null) - (b === null) || i - j; // the unknown comes last
      return sign * (typeof a === "string" ? compare(a, b) : a - b) || i - j;
    });
    table.tBodies[0].replaceChildren(...keyed.slice(0, shown).map(([, number]) => {
      const row = make("tr", { role: "row", children: COLUMNS.map((column, place) => {
        const own = column.value(number), text = column.show ? column.show(own) : own;
        if (!place) return make("td", { role: "cell", children: [make("button", { type: "button", dir: "auto", text })] });
        return make("td", { role: "cell", "data-label": column.label, class: column.show ? "n" : "", children: [make("bdi", { text })] });
      }) });
      row.addEventListener("click", () => panel.open(number));
      return row;
    }));
    byId("count").textContent = `${inWords(found.length)} of ${many(points.length, "point")}`;
    byId("more").hidden = keyed.length <= shown;
    [...table.tHead.rows[0].cells].forEach((cell, place) => {
      const mine = COLUMNS[place] === order.column;
      cell.setAttribute("aria-sort", mine ? (order.down ? "descending" : "ascending") : "none");
      cell.firstChild.textContent = COLUMNS[place].label + (mine ? (order.down ? " ▼" : " ▲") : "");
    });
  }

  for (const column of COLUMNS)
    table.tHead.rows[0].append(make("th", { role: "columnheader", scope: "col", class: column.show ? "n" : "", children: [
      button(column.label, () => {
        order = { column, down: order.column === column ? !order.down : Boolean(column.show) };
        fill();
      })] }));
  byId("more").addEventListener("click", () => { shown += PAGE; fill(); });
  filter.onChange(state => {
    found = [...state.points].sort((a, b) => a - b);
    shown = PAGE;
    fill();
  });
}
