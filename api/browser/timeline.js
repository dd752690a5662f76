// Timeline: a lane for each name, a sign for each date, a line through the dates of one row.

import * as Plot from "@observablehq/plot";
import { COLOURS } from "./palette.js";
import { titleOf, variety, written } from "./results.js";

const MOST_LANES = 40;
const MOST_KINDS = 6;
const SYMBOLS = ["circle", "square", "triangle", "diamond", "cross", "star"];

/** The timeline of a table and what it shows in words; null where it has no dates. */
export function drawTimeline(table, width) {
  const dates = datesOf(table);
  const lane = laneOf(table);
  const points = table.rows.flatMap((row) => pointsOf(row, dates, lane));
  if (!points.length) return null;
  const lanes = [...new Set(points.map((point) => point.lane))].slice(0, MOST_LANES);
  const kinds = sortOut(points, dates.length === 1 && table.columns.find((column) => column.kind === "text" && column !== lane));
  const space = Math.min(Math.max(...lanes.map((name) => name.length)) * 7 + 16, width * 0.4);
  const scales = { color: { domain: kinds, range: COLOURS }, symbol: { domain: kinds, range: SYMBOLS } };
  const shown = points.filter((point) => lanes.includes(point.lane));
  const chart = Plot.plot({
    width,
    height: lanes.length * 26 + 70,
    marginLeft: space,
    marginRight: 24,
    ...scales,
    x: { type: "utc", label: null, grid: true, ticks: Math.max(3, Math.floor(width / 130)) },
    y: { domain: lanes, label: null, type: "point" },
    marks: [
      Plot.axisY({ lineWidth: space / 13, textOverflow: "ellipsis", tickSize: 0 }),
      Plot.ruleY(shown.filter((point) => point.until), { y: "lane", x1: "at", x2: "until", stroke: "var(--edge)" }),
      Plot.dot(shown, { x: "at", y: "lane", fill: "kind", symbol: "kind", r: 5, title: describe, tip: true }),
    ],
  });
  const legend = kinds.length > 1 && Plot.legend({ ...scales, symbol: { ...scales.symbol, fill: "color" }, color: { ...scales.color, type: "categorical" } });
  return { nodes: [legend, chart].filter(Boolean), text: summary(points, lanes) };
}

/** The columns of dates, without those that only repeat another, and without how far a record goes. */
function datesOf({ columns, rows }) {
  const dates = columns.filter((column) => column.kind === "date" && column.name !== "horizon");
  const repeats = (one, other) => rows.every((row) => !row[one.name] || written(row[one.name]) === written(row[other.name]));
  return dates.filter((column, at) => !dates.slice(0, at).some((before) => repeats(column, before)));
}

function pointsOf(row, dates, lane) {
  const set = dates.filter(({ name }) => row[name]);
  const times = set.map(({ name }) => row[name]);
  const last = new Date(Math.max(...times));
  return set.map(({ name }, at) => ({
    row, column: name, at: row[name], lane: lane ? written(row[lane.name]) || "–" : "",
    until: at === 0 && set.length > 1 ? last : null,
  }));
}

/** The names that rows differ by: labels before other texts. */
function laneOf(table) {
  const texts = table.columns.filter((column) => column.kind === "text");
  const labels = texts.filter((column) => column.name.endsWith("Label"));
  const differing = (column) => variety(table, column) > 1;
  return labels.find(differing) ?? texts.find((column) => differing(column) && variety(table, column) <= MOST_LANES) ?? labels[0];
}

/** Gives each point its kind, by a column or else by its date; returns the kinds, the most frequent first. */
function sortOut(points, column) {
  const kindOf = (point) => (column ? written(point.row[column.name]) || "–" : titleOf(point.column));
  const counts = new Map();
  for (const point of points) counts.set(kindOf(point), (counts.get(kindOf(point)) ?? 0) + 1);
  const names = [...counts].sort((one, other) => other[1] - one[1]).map(([name]) => name);
  const kinds = names.length > MOST_KINDS ? [...names.slice(0, MOST_KINDS - 1), "other"] : names;
  for (const point of points) point.kind = kinds.includes(kindOf(point)) ? kindOf(point) : "other";
  return kinds;
}

function describe({ row }) {
  return Object.entries(row)
    .filter(([, value]) => value !== null && !/^https?:/.test(written(value)))
    .map(([name, value]) => `${titleOf(name)}: ${written(value).slice(0, 120)}`)
    .join("\n");
}

function summary(points, lanes) {
  const ordered = [...points].sort((one, other) => one.at - other.at);
  const names = lanes.slice(0, 5).join(", ") + (lanes.length > 5 ? " and others" : "");
  return `Timeline of ${points.length} dates from ${written(ordered[0].at)} to ${written(ordered.at(-1).at)}` +
    (names ? ` in ${lanes.length} lanes: ${names}.` : ".");
}
