// What is kept: the database's tables, read again when a chat changes.

const PAUSE = 300;
const EVERY = 5000;
const DAY_OR_ROUND = /^\d{4}(-\d+)+$/;

function tableOf(contents) {
  const table = document.createElement("table");
  const caption = table.createCaption();
  const count = document.createElement("small");
  const more = contents.total > contents.rows.length ? `, the first ${contents.rows.length} shown` : "";
  count.textContent = ` ${contents.total} ${contents.total === 1 ? "row" : "rows"}${more}`;
  caption.append(contents.table, count);
  const head = table.createTHead().insertRow();
  for (const column of contents.columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column.replaceAll("_", "_\u200b");
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of contents.rows) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = line.insertCell();
      cell.textContent = value;
      cell.classList.toggle("whole", DAY_OR_ROUND.test(value));
    }
  }
  if (!contents.rows.length) {
    const nothing = body.insertRow().insertCell();
    nothing.colSpan = contents.columns.length;
    nothing.textContent = "Nothing";
  }
  const box = document.createElement("div");
  box.className = "table";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Table ${contents.table}`);
  box.append(table);
  return box;
}

export function keptPane(element, button, onToggle) {
  const tables = element.querySelector(".tables");
  let shown = "";
  let waiting = 0;

  async function read() {
    const answer = await fetch("/contents");
    if (!answer.ok) return;
    const contents = await answer.json();
    const now = JSON.stringify(contents);
    if (now === shown) return;
    shown = now;
    const focused = [...tables.children].indexOf(document.activeElement);
    tables.replaceChildren(...contents.map(tableOf));
    if (!contents.length) tables.textContent = "There is no database here.";
    tables.children[focused]?.focus({ preventScroll: true });
  }

  const pane = {
    element,
    isOpen: () => !element.hidden,
    refresh() {
      if (element.hidden || waiting) return;
      waiting = setTimeout(() => { waiting = 0; read().catch(() => {}); }, PAUSE);
    },
    comeForward() {
      element.scrollIntoView({ inline: "start", block: "nearest" });
      element.querySelector("h2").focus({ preventScroll: true });
    },
  };
  button.addEventListener("click", () => {
    element.hidden = !element.hidden;
    button.setAttribute("aria-expanded", !element.hidden);
    onToggle();
    pane.refresh();
    if (!element.hidden) pane.comeForward();
  });
  setInterval(() => { if (!document.hidden) pane.refresh(); }, EVERY);
  return pane;
}
