// The page of validation: files that are chosen or dropped, and reports without leaving the page.

const TYPES = {
  ttl: "text/turtle", jsonld: "application/ld+json", json: "application/ld+json", csv: "text/csv", tsv: "text/csv",
  nt: "application/n-triples", trig: "application/trig", rdf: "application/rdf+xml",
};
const form = document.getElementById("check");
const { facts, file, type } = form.elements;
const status = form.querySelector("[role=status]");

document.querySelector("[data-script]").hidden = false;
file.addEventListener("change", () => file.files[0] && read(file.files[0]));
for (const name of ["dragover", "dragleave", "drop"]) {
  facts.addEventListener(name, (event) => {
    facts.classList.toggle("over", name === "dragover");
    const dropped = event.dataTransfer.files[0];
    if (name === "dragover" || dropped) event.preventDefault();
    if (name === "drop" && dropped) read(dropped);
  });
}
form.addEventListener("submit", (event) => {
  // A form of the report is a download, which the browser does by itself.
  if (event.submitter?.name === "format") return;
  event.preventDefault();
  check();
});

async function read(chosen) {
  facts.value = await chosen.text();
  type.value = TYPES[chosen.name.split(".").pop().toLowerCase()] ?? "";
  await check();
}

async function check() {
  const report = document.getElementById("report");
  status.textContent = "Checking …";
  report.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    report.replaceWith(page.getElementById("report"));
    document.getElementById("report-heading").focus();
    status.textContent = "";
  } catch (error) {
    status.textContent = `Not checked: ${error.message}`;
  } finally {
    report.removeAttribute("aria-busy");
  }
}
