// World map: the states of a result filled in, by their status, kind or first number if they have one.

import * as Plot from "@observablehq/plot";
import { feature } from "topojson-client";
import { COLOURS } from "./palette.js";
import { titleOf, written } from "./results.js";

const STATE = /\/state\/([A-Z]{3})$/;

/**
 * The map of a table and what it shows in words; null where no column holds states.
 *
 * `load` reads the table of states with their M49 codes, by which the outlines are known.
 */
export async function drawMap(table, width, load) {
  const column = table.columns.find(({ name, kind }) =>
    kind === "iri" && table.rows.some((row) => STATE.test(row[name] ?? "")));
  if (!column) return null;
  const [atlas, codes] = await Promise.all([
    fetch(new URL("./countries.json", import.meta.url)).then((answer) => answer.json()),
    load(new URL("../../queries/map-codes?format=json", import.meta.url)),
  ]);
  const outlines = feature(atlas, atlas.objects.countries).features;
  const states = new Map(codes.rows.map((row) => [String(row.m49).padStart(3, "0"), row.state]));
  const rows = new Map(table.rows.map((row) => [row[column.name], row]));
  const shade = shadeOf(table);
  const drawn = outlines
    .map((outline) => ({ ...outline, row: rows.get(states.get(outline.id)) }))
    .filter((outline) => outline.row);
  const groups = shade?.kind === "text" ? [...new Set(table.rows.map((row) => written(row[shade.name])))] : [];
  const color = groups.length
    ? { domain: groups, range: COLOURS, type: "categorical" }
    : { scheme: "ylgnbu", label: shade && titleOf(shade.name) };
  const map = Plot.plot({
    width,
    height: width * 0.49,
    projection: { type: "equal-earth", domain: { type: "Sphere" } },
    color,
    marks: [
      Plot.geo(outlines, { fill: "var(--line)", stroke: "var(--paper)", strokeWidth: 0.4 }),
      Plot.geo(drawn, {
        fill: shade ? (outline) => groups.length ? written(outline.row[shade.name]) : outline.row[shade.name] : COLOURS[0],
        stroke: "var(--paper)", strokeWidth: 0.4,
        title: (outline) => describe(outline.row, column.name),
      }),
      Plot.tip(drawn, Plot.pointer(Plot.geoCentroid({ title: (outline) => describe(outline.row, column.name) }))),
      Plot.sphere({ stroke: "var(--edge)" }),
    ],
  });
  const legend = shade && Plot.legend({ color: { ...map.scale("color"), ...color } });
  return { nodes: [map, legend].filter(Boolean), text: summary(rows, drawn, column.name) };
}

function shadeOf({ columns }) {
  return columns.find(({ name, kind }) => kind === "text" && ["status", "kind"].includes(name)) ??
    columns.find(({ kind }) => kind === "number");
}

function nameOf(row, column) {
  return written(row[`${column}Label`] ?? row[column]?.match(STATE)?.[1] ?? row[column]);
}

function describe(row, column) {
  const more = Object.entries(row)
    .filter(([name, value]) => value !== null && name !== `${column}Label` && !/^https?:/.test(written(value)))
    .map(([name, value]) => `${titleOf(name)}: ${written(value).slice(0, 100)}`);
  return [nameOf(row, column), ...more].join("\n");
}

function summary(rows, drawn, column) {
  const shown = new Set(drawn.map((outline) => outline.row));
  const missing = [...rows.values()].filter((row) => row[column] && !shown.has(row)).map((row) => nameOf(row, column));
  const rest = missing.length ? ` Too small to draw, or without an outline: ${missing.join(", ")}.` : "";
  return `World map: ${shown.size} of ${shown.size + missing.length} in the result are filled in.${rest} ` +
    "Outlines: Natural Earth; they take no side in any dispute.";
}
