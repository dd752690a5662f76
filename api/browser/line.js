// Line: the first number of a result from each of its days to the next.

import * as Plot from "@observablehq/plot";
import { COLOURS } from "./palette.js";
import { titleOf, written } from "./results.js";

/** The line of a table and what it shows in words; null where it has no days or no numbers. */
export function drawLine(table, width) {
  const day = table.columns.find((column) => column.kind === "date");
  const number = table.columns.find((column) => column.kind === "number");
  if (!day || !number) return null;
  const points = table.rows
    .map((row) => ({ at: row[day.name], value: row[number.name] }))
    .filter((point) => point.at && point.value !== null)
    .sort((one, other) => one.at - other.at);
  if (!points.length) return null;
  const chart = Plot.plot({
    width,
    height: 300,
    x: { type: "utc", label: null, ticks: Math.max(3, Math.floor(width / 110)) },
    y: { label: titleOf(number.name), grid: true, zero: true, tickFormat: ",d" },
    marks: [
      Plot.lineY(points, {
        x: "at", y: "value", stroke: COLOURS[0], strokeWidth: 2, curve: "step-after",
        tip: true, title: (point) => `${written(point.at)}: ${written(point.value)}`,
      }),
      Plot.ruleY([0]),
    ],
  });
  const [first, last] = [points[0], points.at(-1)];
  const most = points.reduce((one, other) => (other.value > one.value ? other : one));
  const told = [["", first], ["at most ", most], ["", last]]
    .map(([word, point]) => `${word}${written(point.value)} (${written(point.at)})`);
  return { nodes: [chart], text: `Line of ${titleOf(number.name)}: ${told.join(", ")}.` };
}
