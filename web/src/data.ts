/** The data island: what the charts draw. Article texts are in the page itself. */

export interface EventDatum {
  href: string;
  start: string;
  end: string;
  date: string;
  quad: number;
  status: string;
  label: string;
  intensity: number;
}
export interface TimelineRow {
  label: string;
  events: number[];
}
export interface NodeDatum {
  id: string;
  name: string;
  short: string;
  n: number;
}
export interface TieDatum {
  source: string;
  target: string;
  warmth: number;
  words: string;
  n: number;
  anchor: string;
}
export interface FrameDatum {
  label: string;
  when: string;
  words: string;
  silent: boolean;
  /** Pair, sign, width, opacity, whether sure and whether in the news; level and probability of the sign in words. */
  ties: [number, number, number, number, number, number, string, string][];
  camps: string[];
  hulls: [number, string][];
}
export interface SystemDatum {
  nodes: [number, number][];
  pairs: [number, number, string, string][];
  now: number[];
  frames: FrameDatum[];
}
export interface Data {
  events: EventDatum[];
  timeline: TimelineRow[];
  nodes: NodeDatum[];
  ties: TieDatum[];
  system?: SystemDatum;
}

export function readData(): Data {
  return JSON.parse(document.getElementById("data")?.textContent ?? "{}") as Data;
}

export const isDone = (status: string): boolean => status === "occurred" || status === "ongoing";

export function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;
}

/** Calls `draw` with the element's width now and whenever it changes. */
export function onWidth(element: HTMLElement, draw: (width: number) => void): void {
  let last = 0;
  new ResizeObserver(() => {
    const width = Math.floor(element.clientWidth);
    if (width > 0 && width !== last) {
      last = width;
      draw(width);
    }
  }).observe(element);
}

/** Puts a chart in place of the one before it; what else the figure holds stays. */
export function put(figure: HTMLElement, chart: Element): void {
  figure.querySelector(":scope > .drawn")?.remove();
  chart.classList.add("drawn");
  figure.prepend(chart);
}
