// Figures: draws each `<figure data-view data-results>` of a page from the JSON of its query.

import { drawBars } from "./bars.js";
import { readResults } from "./results.js";
import { drawTimeline } from "./timeline.js";

const LEAST_WIDTH = 320;

/**
 * Draws the figures inside a node.
 *
 * `data-view` is bar, map or timeline, `data-results` the address of a result in SPARQL JSON, and
 * `data-codes`, of a map, that of the states with their M49 codes. A figure that cannot be drawn
 * says so in its caption; the table beside it has everything.
 */
export async function drawFigures(node = document) {
  await Promise.all([...node.querySelectorAll("figure[data-view]")].map(drawFigure));
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
  const { view, results, codes } = figure.dataset;
  const table = await load(results);
  if (view === "map") {
    const { drawMap } = await import("./worldmap.js");
    return drawMap(table, width, await load(codes));
  }
  return view === "timeline" ? drawTimeline(table, width) : drawBars(table, width);
}

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
