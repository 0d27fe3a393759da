/** The data of a figure as CSV that no spreadsheet takes for formulas: as `csv_cell` of the package has it. */

export type Cell = string | number | boolean | null;
export interface Table {
  columns: string[];
  rows: Cell[][];
}

const FORMULA = /^[=+\-@\t\r\n]/;

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines end as RFC 4180 wants them. */
export const toCsv = ({ columns, rows }: Table): string => [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** One table of several with the same columns. */
export function join(tables: Table[]): Table {
  return { columns: tables[0]?.columns ?? [], rows: tables.flatMap((table) => table.rows) };
}
