// Draws the line charts from the tables that stand in the page: nothing is fetched.
"use strict";

const STYLE = {
  main: { stroke: "#12436D", width: 2.5 },
  second: { stroke: "#28A197", width: 2.5, dash: [8, 3] },
  target: { stroke: "#801650", width: 2.5, dash: [3, 3] },
  limit: { stroke: "#6B7276", width: 1, dash: [4, 4] },
  level: { stroke: "#801650", width: 1.5, dash: [2, 4] },
};
const HEIGHT = 260;

// Cells as numbers, oldest first: tables have the latest row first. What is provisional is a line
// of its own, dotted, that begins where the settled one ends; a period that runs is not drawn.
function read(table) {
  const rows = [...table.tBodies[0].rows].reverse();
  const heads = [...table.tHead.rows[0].cells];
  const drawn = heads.flatMap((head, at) => (head.dataset.line ? [at] : []));
  return {
    of: heads[0].textContent.trim(),
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: drawn.flatMap((at) => lines(heads[at], rows.map((row) => row.cells[at]))),
    isShare: table.tBodies[0].textContent.includes("%"),
  };
}

function lines(head, cells) {
  const label = head.textContent.trim();
  const style = STYLE[head.dataset.line];
  const number = (cell) => (cell.dataset.value === undefined
    || cell.dataset.standing === "running" ? null : Number(cell.dataset.value));
  const isOpen = (cell) => cell.dataset.standing === "provisional";
  const settled = { label, style, numbers: cells.map((c) => (isOpen(c) ? null : number(c))) };
  if (!cells.some(isOpen)) return [settled];
  const first = Math.max(cells.findIndex(isOpen) - 1, 0);
  const open = cells.map((cell, at) => (isOpen(cell) || at === first ? number(cell) : null));
  return [settled, { label: `${label}, provisional`, style: { ...style, dash: [2, 4] }, numbers: open }];
}

// What is counted fills the height; an agreed level is in the picture when it is near.
function range(told, low, high) {
  const counted = told.series.filter((each) => each.style !== STYLE.level)
    .flatMap((each) => each.numbers).filter((n) => n !== null);
  const [least, most] = [Math.min(...counted), Math.max(...counted)];
  const reach = Math.max(most - least, most * 0.1) || 1;
  return uPlot.rangeNum(Math.max(low, least - reach), Math.min(high, most + reach), 0.1, true);
}

function options(told, width) {
  const say = (n) => (n === null || n === undefined ? ""
    : told.isShare ? `${(100 * n).toFixed(1)} %`
      : n.toLocaleString("en-GB", { maximumFractionDigits: Math.abs(n) < 100 ? 1 : 0 }));
  const font = "14px Arial, Helvetica, sans-serif";
  return {
    width,
    height: HEIGHT,
    padding: [12, 64, 0, 0],
    scales: { x: { time: false }, y: { range: (_, low, high) => range(told, low, high) } },
    hooks: { setLegend: [showLatest] },
    axes: [
      { font, space: 90, grid: { show: false }, incrs: [1, 2, 3, 4, 6, 12],
        values: (_, at) => at.map((n) => told.labels[n] ?? "") },
      { font, size: 64, values: (_, at) => at.map(say) },
    ],
    series: [
      { label: told.of, value: (_, n) => told.labels[n] ?? "" },
      ...told.series.map((each) => ({
        label: each.label, spanGaps: false, points: { show: false }, ...each.style,
        value: (_, n) => say(n),
      })),
    ],
  };
}

// While nothing is pointed at, the legend has the latest values.
function showLatest(chart) {
  if (chart.legend.idx !== null) return;
  const last = chart.data.slice(1).map((line) => line.findLastIndex((n) => n !== null));
  chart.setLegend({ idx: Math.max(...last) });
}

function draw(box) {
  const table = document.getElementById(box.dataset.of);
  const told = read(table);
  if (told.series.every((each) => each.numbers.every((n) => n === null))) return;
  box.hidden = false;
  const data = [told.labels.map((_, at) => at), ...told.series.map((each) => each.numbers)];
  const chart = new uPlot(options(told, box.clientWidth), data, box);
  showLatest(chart);
  chart.root.setAttribute("role", "img");
  chart.root.setAttribute("aria-label", "Line chart of the figures in the table below.");
  const behind = table.closest("[data-behind]");
  behind.open = false;
  new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
  addEventListener("beforeprint", () => { behind.open = true; });
}

document.querySelectorAll(".chart").forEach(draw);
