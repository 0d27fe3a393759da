/** Every figure (`data-figure`) can be taken along: as SVG, as PNG, and its data as CSV. */

import { drawFigure, toPng } from "./picture";
import { type Table, join, toCsv } from "./table";

export type Suppliers = Record<string, () => Table>;

const LEGENDS = ".legend, .map-legend";

export function startFigures(suppliers: Suppliers = {}): void {
  for (const figure of document.querySelectorAll<HTMLElement>("[data-figure]")) offer(figure, suppliers);
  document.addEventListener("keydown", (key) => {
    const open = key.key === "Escape" && key.target instanceof Element ? key.target.closest<HTMLDetailsElement>("details.save[open]") : null;
    if (!open) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
}

function offer(figure: HTMLElement, suppliers: Suppliers): void {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const ways: [string, () => Promise<Blob> | Blob][] = [
    ["SVG", () => new Blob([draw(figure).text], { type: "image/svg+xml" })],
    ["PNG", () => toPng(draw(figure))],
  ];
  const table = tableOf(figure, suppliers);
  if (table) ways.push(["CSV", () => new Blob([toCsv(table())], { type: "text/csv" })]);
  const menu = document.createElement("details");
  menu.className = "save";
  const head = document.createElement("summary");
  const title = document.createElement("span");
  title.className = "visually-hidden";
  title.textContent = ` the figure: ${titleOf(figure)}`;
  head.append("Download", title);
  menu.append(head);
  const row = document.createElement("p");
  for (const [kind, blob] of ways) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kind;
    button.addEventListener("click", () => {
      said.textContent = "";
      void (async () => hand(await blob(), nameOf(figure, kind)))().catch((fault: unknown) => {
        said.textContent = `Not possible: ${fault instanceof Error ? fault.message : String(fault)}`;
      });
    });
    row.append(button);
  }
  const twin = figure.dataset["csv"];
  if (twin) {
    const link = document.createElement("a");
    link.href = twin;
    link.download = nameOf(figure, "csv");
    link.textContent = "CSV";
    row.append(link);
  }
  row.append(said);
  menu.append(row);
  if (figure.tagName === "FIGURE") figure.append(menu);
  else figure.after(menu);
}

/** What the data are made from: what the figure holds, what the figures hold that it leads to, or what the page's script draws. */
function tableOf(figure: HTMLElement, suppliers: Suppliers): (() => Table) | null {
  const named = suppliers[figure.dataset["rows"] ?? ""];
  if (named) return named;
  const held = [...figure.querySelectorAll(".figure-data")];
  for (const link of figure.querySelectorAll<HTMLAnchorElement>("a.mini[href^='#']")) {
    const there = document.getElementById(link.hash.slice(1))?.querySelector(".figure-data");
    if (there) held.push(there);
  }
  return held.length ? () => join(held.map((one) => JSON.parse(one.textContent ?? "") as Table)) : null;
}

const titleOf = (figure: HTMLElement): string => figure.dataset["title"] ?? "";
const nameOf = (figure: HTMLElement, kind: string): string => `detente-${(figure.dataset["figure"] ?? "figure").replace(/[^\w.-]+/g, "-").slice(0, 80)}.${kind.toLowerCase()}`;

function draw(figure: HTMLElement): ReturnType<typeof drawFigure> {
  const legends = [figure.previousElementSibling, figure.nextElementSibling, figure.nextElementSibling?.nextElementSibling];
  const [before, ...after] = legends.map((one) => (one instanceof HTMLElement && one.matches(LEGENDS) ? one : null));
  const parts = [before, figure, ...after].filter((one): one is HTMLElement => one !== null && one !== undefined);
  return drawFigure(parts, { title: titleOf(figure), note: figure.dataset["note"] ?? "", source: source() });
}

/** Détente, which ledger or report, and the day: of the report its own, of a live ledger today. */
function source(): string {
  const told = document.querySelector<HTMLMetaElement>("meta[name='detente-source']");
  return [told?.content || "D\u00e9tente", told?.dataset["day"] ?? new Date().toISOString().slice(0, 10)].join(", ");
}

function hand(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
