// The editor of the page of queries: completion from the ontology, answers without leaving the page.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { addCompletion } from "./completion.js";
import { makeSortable } from "../treatygraph/web/static/tables.js";
import { drawFigures } from "./figures.js";

const form = document.querySelector("form#ask");
const area = form.querySelector("textarea");
const button = form.querySelector("button[type=submit]");
const status = form.querySelector("[role=status]");
// A browser shows no more text at ease.
const MOST_CHARACTERS = 200_000;
let asking = null;

addCompletion(Yasqe, JSON.parse(form.dataset.prefixes));
// Its own ways to complete ask another host; and what is given below would only join them.
Yasqe.defaults.autocompleters = ["variables", "prefixes of the record", "terms of the ontology"];
const holder = document.createElement("div");
area.after(holder);
area.hidden = true;
const editor = new Yasqe(holder, {
  value: area.value,
  screenReaderLabel: "SPARQL query",
  showQueryButton: false,
  createShareableLink: null,
  consumeShareLink: null, // the address has the query
  persistenceId: null,
  editorHeight: "auto", // as the style sheet limits it
  resizeable: false,
  extraKeys: {
    "Ctrl-Enter": ask,
    "Cmd-Enter": ask,
    "Ctrl-Space": (yasqe) => yasqe.autocomplete(),
    "Ctrl-/": (yasqe) => yasqe.commentLines(),
    "Shift-Ctrl-F": (yasqe) => yasqe.autoformat(),
    // The keyboard must get out of the field as it gets in.
    Tab: false,
    "Shift-Tab": false,
  },
});
// What scrolls must be in the reach of the keyboard.
editor.getScrollerElement().tabIndex = 0;
form.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (asking) asking.abort();
  else ask();
});
form.elements.view.addEventListener("change", () => document.querySelector("#result table") && ask());
addEventListener("popstate", () => location.reload());
// Who opens a question wants its answer.
if (new URLSearchParams(location.search).has("question")) ask();

async function ask() {
  asking?.abort();
  area.value = editor.getValue();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const mine = (asking = new AbortController());
  tell("Asking …", "Stop");
  document.getElementById("result").setAttribute("aria-busy", "true");
  try {
    // The page of the result, but problems as data.
    const answer = await fetch(`${address}&format=html`, { headers: { Accept: "application/problem+json" }, signal: mine.signal });
    if (answer.ok && location.href !== address) history.pushState(null, "", address);
    await show(answer, address);
    if (asking === mine) tell(answer.ok ? "" : "Refused.");
  } catch (error) {
    if (asking === mine) tell(error.name === "AbortError" ? "Stopped." : `No answer: ${error.message}.`);
  } finally {
    // Whoever asks anew while an answer is awaited waits for that one alone.
    if (asking === mine) {
      asking = null;
      document.getElementById("result").removeAttribute("aria-busy");
    }
  }
}

function tell(text, label = "Ask") {
  status.textContent = text;
  button.textContent = label;
}

async function show(answer, address) {
  const type = answer.headers.get("Content-Type") ?? "";
  const place = document.getElementById("result");
  editor.getDoc().eachLine((line) => editor.removeLineClass(line, "background", "wrong"));
  if (type.startsWith("text/html")) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const result = page.getElementById("result");
    place.replaceWith(result);
    makeSortable(result);
    await drawFigures(result);
  } else if (answer.ok) {
    await showGraph(place, answer, address);
  } else {
    showProblem(place, await answer.json());
  }
}

/** Shows the beginning of a graph in Turtle, with links to all of it. */
async function showGraph(place, answer, address) {
  let text = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > MOST_CHARACTERS) break;
  }
  const cut = text.length > MOST_CHARACTERS ? ", the beginning" : "";
  const links = element("ul", "");
  links.className = "downloads";
  for (const [name, form] of [["Turtle", "turtle"], ["JSON-LD", "jsonld"], ["N-Triples", "ntriples"]]) {
    const item = links.appendChild(element("li", ""));
    item.append(Object.assign(element("a", name), { href: `${address}&format=${form}` }));
  }
  const box = element("pre", text.slice(0, MOST_CHARACTERS));
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Graph in Turtle");
  place.replaceChildren(element("h2", `A graph${cut}`), links, box);
}

function showProblem(place, { title, detail, line, column }) {
  const where = line ? `Line ${line}, column ${column}: ` : "";
  const box = element("p", `${title}. ${where}${detail}`);
  box.className = "note";
  box.setAttribute("role", "alert");
  place.replaceChildren(element("h2", "No result"), box);
  if (line) {
    editor.addLineClass(line - 1, "background", "wrong");
    editor.setCursor(line - 1, column - 1);
    editor.focus();
  }
}

function element(name, text) {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}
