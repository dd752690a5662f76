// Bars: the first numbers of a result against its first dates, years or names.

import * as Plot from "@observablehq/plot";
import { COLOURS } from "./palette.js";
import { titleOf, variety, written } from "./results.js";

// More bars than these nobody compares; the table has all.
const MOST_BARS = 40;
const MOST_SERIES = 5;

/** The charts of a table and what they show in words; null where it has nothing to measure. */
export function drawBars(table, width) {
  const told = table.columns.filter((column) => column.kind !== "iri");
  const time = isTime(told[0]) ? told[0] : null;
  const measures = firstNumbers(table.columns.filter((column) => column !== time));
  if (!measures.length) return null;
  if (time) return overTime(table, time, measures, width);
  return byName(table, told, measures, width);
}

function isTime(column) {
  return column?.kind === "date" || (column?.kind === "number" && column.name === "year");
}

/** The first column of numbers and those of its datatype that follow on it. */
function firstNumbers(columns) {
  const first = columns.findIndex((column) => column.kind === "number");
  if (first < 0) return [];
  const rest = columns.slice(first);
  const end = rest.findIndex((column) => column.type !== rest[0].type);
  return rest.slice(0, end < 0 ? rest.length : end).slice(0, 4);
}

function overTime(table, time, [measure], width) {
  const several = variety(table, time) < table.rows.length;
  const series = several && table.columns.find((column) => column.kind === "text");
  const names = series ? greatest(table.rows, series, measure) : [];
  const bars = table.rows.map((row) => ({
    at: written(row[time.name]).replace(/,/g, ""),
    value: row[measure.name],
    series: series ? (names.includes(row[series.name]) ? row[series.name] : "other") : "",
  }));
  const days = [...new Set(bars.map((bar) => bar.at))].sort();
  const sparse = Math.ceil(days.length / (width / 90));
  const chart = Plot.plot({
    width,
    height: 320,
    marginBottom: 40,
    x: { type: "band", domain: days, label: titleOf(time.name), ticks: days.filter((_, at) => at % sparse === 0) },
    y: { label: titleOf(measure.name), grid: true, tickFormat: ",d" },
    color: { domain: [...names, "other"], range: COLOURS },
    marks: [
      Plot.barY(bars, Plot.groupX({ y: "sum" }, {
        x: "at", y: "value", fill: series ? "series" : COLOURS[0], tip: true, order: series ? [...names, "other"] : null,
      })),
      ...(days.length <= 20 && !series
        ? [Plot.text(bars, { x: "at", y: "value", text: (bar) => written(bar.value), dy: -8, lineAnchor: "bottom" })]
        : []),
      Plot.ruleY([0]),
    ],
  });
  const legend = series && Plot.legend({ color: { domain: [...names, "other"], range: COLOURS, type: "categorical" } });
  return { nodes: [legend, chart].filter(Boolean), text: summary(sums(bars), (bar) => bar.at, [measure]) };
}

function sums(bars) {
  const totals = new Map();
  for (const { at, value } of bars) totals.set(at, (totals.get(at) ?? 0) + value);
  return [...totals].map(([at, value]) => ({ at, value }));
}

function greatest(rows, series, measure) {
  const sums = new Map();
  for (const row of rows) {
    sums.set(row[series.name], (sums.get(row[series.name]) ?? 0) + row[measure.name]);
  }
  return [...sums].sort((one, other) => other[1] - one[1]).slice(0, MOST_SERIES).map(([name]) => name);
}

function byName(table, told, measures, width) {
  const names = namesOf(table, told.filter((column) => column.kind !== "number" && column.name !== "unit"));
  const unit = table.columns.find((column) => column.name === "unit");
  const units = unit ? [...new Set(table.rows.map((row) => row[unit.name]))] : [""];
  const bars = table.rows.flatMap((row, at) =>
    measures.map((measure) => ({
      name: names[at], measure: titleOf(measure.name), value: row[measure.name], unit: unit ? row[unit.name] : "",
    })),
  ).filter((bar) => bar.value !== null);
  const charts = units.map((one) => horizontal(bars.filter((bar) => bar.unit === one), one, measures.length, width));
  return { nodes: charts, text: summary(bars, (bar) => bar.name, measures) };
}

/** A name for each row: of the columns of text and dates as few as tell the rows apart. */
function namesOf({ rows }, columns) {
  let names = rows.map(() => "");
  for (const { name } of columns) {
    const longer = rows.map((row, at) => [names[at], written(row[name])].filter(Boolean).join(", "));
    if (new Set(longer).size > new Set(names).size || !names[0]) names = longer;
    if (new Set(names).size === rows.length) break;
  }
  return names;
}

function horizontal(bars, unit, panels, width) {
  const names = [...new Set(bars.map((bar) => bar.name))].slice(0, MOST_BARS);
  const shown = bars.filter((bar) => names.includes(bar.name));
  const space = Math.min(Math.max(...names.map((name) => name.length)) * 7 + 16, width * 0.42);
  return Plot.plot({
    width,
    marginLeft: space,
    marginRight: 56,
    marginTop: panels > 1 ? 36 : 20,
    height: names.length * 24 + 60,
    x: { label: unit || null, grid: true, ticks: Math.max(2, Math.floor(width / panels / 110)), tickFormat: "~s" },
    y: { domain: names, label: null },
    fx: { label: null, padding: 0.18, domain: [...new Set(bars.map((bar) => bar.measure))] },
    marks: [
      Plot.axisY({ lineWidth: space / 13, textOverflow: "ellipsis", tickSize: 0 }),
      Plot.barX(shown, { y: "name", x: "value", fx: panels > 1 ? "measure" : undefined, fill: COLOURS[0], tip: true }),
      Plot.text(shown, {
        y: "name", x: "value", fx: panels > 1 ? "measure" : undefined,
        text: (bar) => written(bar.value), dx: 4, textAnchor: "start",
      }),
      Plot.ruleX([0]),
    ],
  });
}

function summary(bars, nameOf, measures) {
  const what = measures.map((measure) => titleOf(measure.name)).join(", ");
  const ordered = bars.filter((bar) => bar.value !== null).sort((one, other) => other.value - one.value);
  if (!ordered.length) return `Bar chart of ${what}: no values.`;
  const [most, least] = [ordered[0], ordered.at(-1)].map((bar) => `${written(bar.value)} (${nameOf(bar)})`);
  const count = new Set(bars.map(nameOf)).size;
  const cut = count > MOST_BARS && !nameOf(ordered[0]).match(/^\d{4}/) ? `, the first ${MOST_BARS} of them drawn` : "";
  return `Bar chart of ${what}: ${count} bars${cut}, from ${least} to ${most}.`;
}
