// Puts what pages load in a browser into `web/static/vendor/`, with the licences of all of it.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const TARGET = "../treatygraph/web/static/vendor";

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
await build({
  entryPoints: ["editor.js", "figures.js"],
  outdir: TARGET,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none", // all licences stand in a file of their own
  logLevel: "warning",
});
cpSync("node_modules/world-atlas/countries-50m.json", `${TARGET}/countries.json`);
// The last that is written: where it is, the rest is whole.
writeFileSync(`${TARGET}/licences.txt`, licences());

/** Name, version and licence text of every package that is not for development alone. */
function licences() {
  const { packages } = JSON.parse(readFileSync("package-lock.json"));
  return Object.entries(packages)
    .filter(([path, entry]) => path && !entry.dev && existsSync(path))
    .map(([path, entry]) => `${path.replace(/^.*node_modules\//, "")} ${entry.version}\n\n${licence(path, entry)}`)
    .join(`\n${"-".repeat(72)}\n\n`);
}

function licence(path, entry) {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  // Some packages name their licence and do not carry it.
  return file ? readFileSync(`${path}/${file}`, "utf8") : `Licence: ${entry.license}\n`;
}
