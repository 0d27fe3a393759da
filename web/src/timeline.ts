/** The timeline: a line a pair, a mark an event, as wide as its date is vague. */

import * as Plot from "@observablehq/plot";
import { type Data, type EventDatum, count, isDone, onWidth, put } from "./data";

interface Placed extends EventDatum {
  x1: Date;
  x2: Date;
  y: number;
  wide: boolean;
  open: boolean;
}

const DAY = 86_400_000;
const LANE = 15;
const HEAD = 24;
const SIZE = 5;
const TAIL = 26;
const MARGIN = { marginLeft: 10, marginRight: 14, marginTop: 4, marginBottom: 28 };
const MANY = 1_500;
/** Cooperation round or square, conflict pointed: they differ without colour. */
const SYMBOLS: Plot.SymbolType[] = ["circle", "circle", "square", "diamond", "triangle"];
const EARLY = 0.2; // share of events at the early end that may be left out

export function drawTimeline(data: Data): void {
  const figure = document.getElementById("timeline-chart");
  if (!figure || !data.timeline.some((row) => row.events.length)) return;
  figure.hidden = false;
  onWidth(figure, (width) => {
    const many = data.timeline.reduce((sum, row) => sum + row.events.length, 0) > MANY;
    const chart = many ? bins(data, width) : marks(data, width);
    for (const style of chart.querySelectorAll("style")) style.remove(); // the page's policy would block it
    put(figure, chart);
    rove(chart);
  });
}

const first = (event: EventDatum): Date => new Date(event.start);
const last = (event: EventDatum): Date => (event.end ? new Date(event.end) : new Date(first(event).getTime() + DAY));

/** The years drawn: all, or without the few earliest events if these would press the rest flat. */
function domain(events: EventDatum[]): [Date, Date] {
  const starts = events.map((event) => first(event).getTime()).sort((left, right) => left - right);
  const end = Math.max(...events.map((event) => last(event).getTime())) - DAY;
  const all = starts[0] ?? 0;
  let [gap, late] = [0, all];
  for (let n = 1; n <= starts.length * EARLY; n++) {
    const [before, here] = [starts[n - 1] ?? 0, starts[n] ?? 0];
    if (here - before >= gap) [gap, late] = [here - before, here];
  }
  const low = new Date(end - all > 12 * 365 * DAY && end - all > 1.5 * (end - late) ? late : all);
  const high = new Date(end);
  return [new Date(Date.UTC(low.getUTCFullYear(), 0, 1)), new Date(Date.UTC(high.getUTCFullYear() + 1, 0, 1))];
}

/** Places the events of one row in lanes so that no two marks overlap; returns the number of lanes. */
function lanes(events: Placed[], scale: (when: Date) => number, top: number): number {
  const ends: number[] = [];
  for (const event of events) {
    const middle = (scale(event.x1) + scale(event.x2)) / 2;
    const left = event.wide ? scale(event.x1) : middle - SIZE;
    const right = event.wide ? scale(event.x2) : middle + SIZE + (event.open ? TAIL : 0);
    let lane = ends.findIndex((end) => end <= left - 1);
    if (lane < 0) lane = ends.length < 14 ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = right;
    event.y = top + lane * LANE + LANE / 2;
  }
  return ends.length;
}

function marks(data: Data, width: number): HTMLElement | SVGElement {
  const all = data.timeline.flatMap((row) => row.events.map((place) => data.events[place] as EventDatum));
  const [low, high] = domain(all);
  const inner = width - MARGIN.marginLeft - MARGIN.marginRight;
  const scale = (when: Date): number => ((when.getTime() - low.getTime()) / (high.getTime() - low.getTime())) * inner;
  const placed: Placed[] = [];
  const heads: { y: number; label: string; n: number }[] = [];
  let top = 0;
  for (const row of data.timeline) {
    const drawn = row.events.map((place) => data.events[place] as EventDatum).filter((event) => last(event) > low);
    if (!drawn.length) continue;
    const mine = drawn.map((event) => {
      const [x1, x2] = [new Date(Math.max(first(event).getTime(), low.getTime())), last(event)];
      return { ...event, x1, x2, y: 0, wide: scale(x2) - scale(x1) > SIZE * 2.6, open: !event.end };
    });
    mine.sort((left, right) => Number(left.wide) - Number(right.wide) || left.x1.getTime() - right.x1.getTime());
    heads.push({ y: top, label: row.label, n: mine.length });
    top += HEAD + lanes(mine, scale, top + HEAD) * LANE + 6;
    placed.push(...mine);
  }
  const early = all.length - placed.length;
  const note = document.getElementById("timeline-note");
  if (note && early && !note.dataset.early) {
    note.dataset.early = String(early);
    note.append(` ${count(early, "event")} before ${low.getUTCFullYear()} ${early === 1 ? "is" : "are"} in the list only.`);
  }
  const colour = (event: Placed): string => `var(--q${event.quad})`;
  const fill = (event: Placed): string => (isDone(event.status) ? colour(event) : "var(--paper)");
  const told = (event: Placed): string => `${event.date}. ${event.label}${isDone(event.status) ? "" : ` (${event.status}, not done)`}`;
  const shared = { fill, stroke: colour, href: "href", title: told, ariaLabel: told } as const;
  const dots = placed.filter((event) => !event.wide);
  const middle = (event: Placed): Date => new Date((event.x1.getTime() + event.x2.getTime()) / 2);
  return Plot.plot({
    width,
    height: top + MARGIN.marginTop + MARGIN.marginBottom,
    ...MARGIN,
    className: "plot",
    ariaLabel: "Timeline of events",
    ariaDescription: "Every mark links to the sentence of its event; the list of events holds the same.",
    x: { type: "utc", domain: [low, high] },
    y: { type: "linear", domain: [top, 0], axis: null },
    color: { type: "identity" },
    symbol: { type: "identity" },
    marks: [
      Plot.gridX({ ...(inner / years(low, high) < 14 ? {} : { interval: "year" as const }), stroke: "var(--rule)", strokeOpacity: 1 }),
      Plot.axisX({ tickSize: 0, fontSize: 12, fill: "var(--muted)", ...(inner / years(low, high) < 38 ? {} : { interval: "year" as const }), tickFormat: "%Y" }),
      Plot.ruleY(heads, { y: "y", stroke: "var(--rule)" }),
      Plot.text(heads, { x: () => low, y: "y", text: (head: { label: string; n: number }) => `${head.label}  ${head.n}`, textAnchor: "start", dx: 2, dy: 13, lineWidth: inner / 15, textOverflow: "ellipsis", fontSize: 13, fontWeight: 600, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4 }),
      ...[true, false].map((friendly) => Plot.rect(placed.filter((event) => event.wide && event.quad < 3 === friendly), { ...shared, x1: "x1", x2: "x2", y1: (event: Placed) => event.y - 4, y2: (event: Placed) => event.y + 4, rx: friendly ? 4 : 0, insetLeft: 1, insetRight: 1, strokeWidth: 1.5, fillOpacity: 0.8 })),
      Plot.link(placed.filter((event) => event.wide && event.quad > 2), { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke: (event: Placed) => (isDone(event.status) ? "var(--paper)" : colour(event)), strokeWidth: 1.5, strokeDasharray: "4 4", ariaHidden: "true", pointerEvents: "none" }),
      Plot.link(placed.filter((event) => event.open), { x1: "x1", x2: (event: Placed) => new Date(event.x1.getTime() + ((high.getTime() - low.getTime()) * TAIL) / inner), y1: "y", y2: "y", stroke: colour, strokeWidth: 2, strokeDasharray: "2 3", ariaHidden: "true" }),
      Plot.dot(dots, { ...shared, x: middle, y: "y", r: SIZE - 0.5, symbol: (event: Placed) => SYMBOLS[event.quad] ?? "circle", rotate: (event: Placed) => (event.quad === 4 ? 180 : 0), strokeWidth: 1.75 }),
    ],
  });
}

const years = (low: Date, high: Date): number => Math.max(1, high.getUTCFullYear() - low.getUTCFullYear());

/** Too many for a mark each: counts by month or year, conflict downwards, done events only. */
function bins(data: Data, width: number): HTMLElement | SVGElement {
  const done = data.timeline.flatMap((row) => row.events.map((place) => data.events[place] as EventDatum)).filter((event) => isDone(event.status));
  const [low, high] = domain(done);
  const events = done.filter((event) => first(event) >= low);
  const interval = width / (years(low, high) * 12) < 3 ? "year" : "month";
  const sums = sum(events, interval);
  const note = document.getElementById("timeline-note");
  if (note) note.textContent = `Events done by ${interval}, too many for a mark each: cooperation upwards, conflict downwards. What did not happen${events.length < done.length ? `, and ${count(done.length - events.length, "event")} before ${low.getUTCFullYear()},` : ""} is in the list only.`;
  return Plot.plot({
    width,
    height: 320,
    marginLeft: 44,
    marginRight: 14,
    className: "plot",
    ariaLabel: `Events done by ${interval}: cooperation upwards, conflict downwards`,
    x: { type: "utc", domain: [low, high], label: null },
    y: { label: `events a ${interval}`, tickFormat: (n: number) => Math.abs(n).toLocaleString("en-GB"), grid: true },
    color: { type: "identity" },
    marks: [
      Plot.rectY(sums, { x: "when", interval, y: "n", fill: (sum: Sum) => `var(--q${sum.quad})` }),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
}

interface Sum {
  when: Date;
  quad: number;
  n: number;
}

/** Events by period of their middle day and class; conflict below zero. */
function sum(events: EventDatum[], interval: "month" | "year"): Sum[] {
  const sums = new Map<string, Sum>();
  for (const event of events) {
    const middle = new Date((first(event).getTime() + last(event).getTime()) / 2);
    const when = new Date(Date.UTC(middle.getUTCFullYear(), interval === "year" ? 0 : middle.getUTCMonth(), 1));
    const key = `${when.getTime()} ${event.quad}`;
    const kept = sums.get(key) ?? { when, quad: event.quad, n: 0 };
    kept.n += event.quad < 3 ? 1 : -1;
    sums.set(key, kept);
  }
  return [...sums.values()].sort((left, right) => left.when.getTime() - right.when.getTime() || right.quad - left.quad);
}

/** One stop of the tabulator for the whole chart; arrows walk from mark to mark. */
function rove(chart: Element): void {
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label"); // names of marks, for no reader
  const links = [...chart.querySelectorAll<SVGAElement>("a")];
  links.forEach((link, place) => {
    const href = link.href.baseVal;
    link.removeAttributeNS("http://www.w3.org/1999/xlink", "href");
    link.setAttribute("href", href);
    link.setAttribute("tabindex", place ? "-1" : "0");
    const mark = link.firstElementChild;
    link.setAttribute("aria-label", mark?.getAttribute("aria-label") ?? "");
    mark?.removeAttribute("aria-label");
    link.addEventListener("keydown", (key) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key.key];
      const next = step && links[place + step];
      if (!next) return;
      key.preventDefault();
      link.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  });
}
