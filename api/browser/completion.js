// Completion: the terms of the ontology, found by their names or their labels, and our prefixes.

import { readResults } from "./results.js";

const MOST = 60;
const CLASS_BEFORE = new Set(["a", "rdf:type", "rdfs:domain", "rdfs:range", "void:class"]);

/**
 * Registers two ways to complete.
 *
 * `prefixes` holds namespaces by prefix.
 */
export function addCompletion(Yasqe, prefixes) {
  let loading;
  const terms = () => (loading ??= load(prefixes));
  Yasqe.registerAutocompleter(
    {
      name: "terms of the ontology",
      bulk: false,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition: (editor) => wanted(editor) !== null,
      preProcessToken: (editor, token) => {
        const { start, end, string } = wordOf(editor);
        return { ...token, start, end, string, from: { ch: start }, to: { ch: end } };
      },
      get: async (editor, token) => {
        const kind = wanted(editor);
        return kind ? find(await terms(), kind, token.string).map((term) => term.name) : [];
      },
      postprocessHints: (editor, hints) => hints.map(describe),
    },
    false,
  );
  Yasqe.forkAutocompleter(
    "prefixes",
    {
      name: "prefixes of the record",
      persistenceId: null,
      get: async () => Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`),
    },
    false,
  );
}

async function load(prefixes) {
  const answer = await fetch(new URL("../../queries/terms-of-ontology?format=json", import.meta.url));
  if (!answer.ok) return [];
  const { rows } = readResults(await answer.json());
  const terms = rows
    .map((row) => ({ ...row, name: shorten(row.term, prefixes) }))
    .filter(({ name }) => name)
    .map((row) => ({ ...row, words: [row.name, row.label, row.also].join(" ").toLowerCase() }));
  known = new Map(terms.map((term) => [term.name, term]));
  return terms;
}

let known = new Map();

/** The term as prefix and local name; null where no prefix fits, or the rest is no local name. */
function shorten(iri, prefixes) {
  const [prefix, namespace] = Object.entries(prefixes).find(([, begin]) => iri.startsWith(begin)) ?? [];
  const local = prefix ? iri.slice(namespace.length) : "";
  return /^[\w-]+$/.test(local) ? `${prefix}:${local}` : null;
}

/** The word before the cursor, which the grammar may read as several tokens: “withdr” begins with WITH. */
function wordOf(editor) {
  const { line, ch } = editor.getDoc().getCursor();
  const string = editor.getDoc().getLine(line).slice(0, ch).match(/[?$"'<]?[\w:-]*$/)[0];
  const start = ch - string.length;
  return { line, start, end: ch, string, token: editor.getTokenAt({ line, ch: start + 1 }) };
}

/** The kind of term that fits where the cursor is: class, property, entry, or null for none. */
function wanted(editor) {
  const { line, start, string, token } = wordOf(editor);
  if (!string || /^[?$"'<]/.test(string) || token.type === "comment") return null;
  const before = editor.getPreviousNonWsToken(line, { ...token, start });
  if (CLASS_BEFORE.has(before.string)) return "class";
  if (token.state.possibleCurrent.includes("a")) return "property";
  return string.includes(":") ? "entry" : null;
}

function find(terms, kind, text) {
  const sought = text.toLowerCase();
  const rank = ({ name, words }) => (name.toLowerCase().startsWith(sought) ? 0 : words.includes(sought) ? 1 : 2);
  return terms
    .filter((term) => term.kind === kind && rank(term) < 2)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MOST);
}

function describe(hint) {
  const term = known.get(hint.text);
  hint.render = (node) => {
    node.append(Object.assign(document.createElement("b"), { textContent: hint.text }));
    if (term?.label) node.append(` ${term.label}: ${term.definition ?? ""}`.slice(0, 160));
  };
  return hint;
}
