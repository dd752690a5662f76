// A result of SPARQL as a table of plain values with the kind of each column.

const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"]);
const NUMBERS = new Set(["integer", "decimal", "double", "float", "nonNegativeInteger"]);

/**
 * Columns (`name`, `kind`: iri, date, number or text, `type`: datatypes) and rows of a result in SPARQL JSON.
 *
 * A row holds by column a string, a number, a Date (the beginning of a month or year), or null.
 */
export function readResults({ head, results }) {
  const bindings = results?.bindings ?? [];
  const columns = (head.vars ?? []).map((name) => describe(name, bindings));
  const rows = bindings.map((binding) =>
    Object.fromEntries(columns.map(({ name, kind }) => [name, read(binding[name], kind)])),
  );
  return { columns, rows };
}

/** The name of a column as people read it: `stateLabel` is “state”. */
export function titleOf(name) {
  return name
    .replace(/(.)Label$/, "$1")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

/** A value as people read it; days, months and years as the result has them. */
export function written(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? value.toLocaleString("en") : String(value.written ?? value);
}

/** How many different values, other than null, a column has. */
export function variety({ rows }, column) {
  return new Set(rows.map((row) => written(row[column.name])).filter(Boolean)).size;
}

function describe(name, bindings) {
  const terms = bindings.map((binding) => binding[name]).filter(Boolean);
  const types = [...new Set(terms.map((term) => (term.datatype ?? "").split("#").pop()))];
  const all = (set) => types.length > 0 && types.every((type) => set.has(type));
  const iris = terms.length > 0 && terms.every((term) => term.type === "uri");
  const kind = iris ? "iri" : all(DATES) ? "date" : all(NUMBERS) ? "number" : "text";
  return { name, kind, type: types.join() };
}

function read(term, kind) {
  if (!term) return null;
  if (kind === "number") return Number(term.value);
  if (kind !== "date") return term.value;
  const date = new Date(term.value.slice(0, 10));
  return Number.isNaN(date.getTime()) ? null : Object.assign(date, { written: term.value.slice(0, 10) });
}
