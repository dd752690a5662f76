// Figures: what pages show of results beside their tables, drawn from the same JSON that the API gives.

import { readResults } from "./results.js";

const LEAST_WIDTH = 320;
// Charts need a library that most pages do without.
const VIEWS = {
  bar: async () => (await import("./bars.js")).drawBars,
  line: async () => (await import("./line.js")).drawLine,
  timeline: async () => (await import("./timeline.js")).drawTimeline,
  map: async () => (await import("./worldmap.js")).drawMap,
};
// What the server draws of these it draws well.
const ADDED = ["bar", "map"];

/**
 * Draws the figures inside a node.
 *
 * They are each `<figure data-view data-results>`: its view, and the address of a result in SPARQL
 * JSON; and one for each `<section data-view data-query>`, the address of a question, that is a map
 * or has bars. A figure that cannot be drawn says so; the table beside it has everything.
 */
export async function drawFigures(node = document) {
  for (const section of node.querySelectorAll("section[data-query]")) add(section);
  await Promise.all([...node.querySelectorAll("figure[data-view]")].map(drawFigure));
}

function add(section) {
  const { view, query } = section.dataset;
  if (!ADDED.includes(view) || section.querySelector("figure")) return;
  const figure = document.createElement("figure");
  figure.className = "drawing";
  figure.dataset.view = view;
  figure.dataset.results = `${query}${query.includes("?") ? "&" : "?"}format=json`;
  section.querySelector(".scroll").before(figure);
}

async function drawFigure(figure) {
  const caption = figure.querySelector("figcaption") ?? figure.appendChild(document.createElement("figcaption"));
  figure.setAttribute("aria-busy", "true");
  try {
    const drawn = await draw(figure, Math.max(figure.clientWidth, LEAST_WIDTH));
    if (drawn) place(figure, caption, drawn);
    else caption.textContent = "This result has nothing that can be drawn so; the table has it all.";
  } catch (error) {
    caption.textContent = `The figure could not be drawn (${error.message}); the table has it all.`;
  } finally {
    figure.removeAttribute("aria-busy");
  }
}

async function draw(figure, width) {
  const table = await load(figure.dataset.results);
  return (await VIEWS[figure.dataset.view]())(table, width, load);
}

/** A result in SPARQL JSON as a table. */
async function load(address) {
  const answer = await fetch(address, { headers: { Accept: "application/sparql-results+json" } });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return readResults(await answer.json());
}

function place(figure, caption, { nodes, text }) {
  figure.querySelectorAll(".drawn").forEach((node) => node.remove());
  for (const node of nodes) {
    node.classList.add("drawn");
    // Our style sheets hold its styles: the policy of the pages forbids those of scripts.
    node.querySelectorAll("style").forEach((style) => style.remove());
    if (node instanceof SVGElement) {
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", text);
      // Inside of an image nothing has a name of its own.
      node.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
    }
    figure.insertBefore(node, caption);
  }
  caption.textContent = text;
}

drawFigures();
