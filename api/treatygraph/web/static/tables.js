// Tables that readers sort: a button in each heading, once for rising and once more for falling.

const NUMBER = /^-?[\d,]+(\.\d+)?$/;

/** Makes every `table.sortable` inside of a node sortable; those that are already stay as they are. */
export function makeSortable(node = document) {
  for (const heading of node.querySelectorAll("table.sortable thead th:not(:has(button))")) {
    const button = document.createElement("button");
    button.className = "sort";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
}

function sort(heading) {
  const rising = heading.getAttribute("aria-sort") !== "ascending";
  const table = heading.closest("table");
  const at = heading.cellIndex;
  const read = (row) => row.cells[at]?.textContent.trim() ?? "";
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: read(row) }));
  const numbers = rows.every(({ text }) => !text || NUMBER.test(text));
  const compare = numbers
    ? (one, other) => one.replaceAll(",", "") - other.replaceAll(",", "")
    : (one, other) => one.localeCompare(other, "en");
  // What is empty comes last, whichever way the rest goes.
  rows.sort((one, other) =>
    !one.text - !other.text || (rising ? compare(one.text, other.text) : compare(other.text, one.text)));
  table.tBodies[0].append(...rows.map(({ row }) => row));
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
}

makeSortable();
