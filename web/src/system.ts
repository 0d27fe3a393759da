/** The system through time: the slider and the play button move the picture that the server drew. */

import type { Data, FrameDatum, SystemDatum } from "./data";

const SVG = "http://www.w3.org/2000/svg";
const PACE = 1_000;
const DENSE = 70;
const PERIOD = "period=";

export function startSystem(data: Data): void {
  const system = data.system;
  const figure = document.getElementById("system-chart");
  const controls = document.getElementById("system-controls");
  const slider = document.getElementById("system-slider") as HTMLInputElement | null;
  const play = document.getElementById("system-play");
  if (!figure || !controls || !slider || !play || !system) return;
  controls.hidden = false;
  for (const ends of document.querySelectorAll<HTMLElement>("#system-ends")) ends.hidden = false;
  let timer = 0;
  const stop = (): void => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
    document.getElementById("system-seen")?.setAttribute("aria-live", "polite");
  };
  const note = (place: number): void => {
    const label = system.frames[place]?.label ?? "";
    history.replaceState(history.state, "", place < system.frames.length - 1 ? `#${PERIOD}${encodeURIComponent(label)}` : location.pathname + location.search);
  };
  const show = (place: number): void => {
    slider.value = String(place);
    draw(figure, system, place);
    slider.setAttribute("aria-valuetext", system.frames[place]?.label ?? "");
  };
  const step = (): void => {
    const next = Number(slider.value) + 1;
    show(next);
    if (next >= system.frames.length - 1) stop();
    note(next);
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(slider.value) >= system.frames.length - 1) show(0);
    play.textContent = "Pause";
    document.getElementById("system-seen")?.setAttribute("aria-live", "off");
    timer = window.setInterval(step, PACE);
  });
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  slider.addEventListener("change", () => note(Number(slider.value)));
  const asked = location.hash.startsWith(`#${PERIOD}`) ? decode(location.hash.slice(PERIOD.length + 1)) : "";
  const found = system.frames.findIndex((frame) => frame.label === asked);
  show(found < 0 ? system.frames.length - 1 : found); // a browser may remember where the slider stood
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function element(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

function draw(figure: HTMLElement, system: SystemDatum, place: number): void {
  const frame = system.frames[place];
  if (!frame) return;
  const tell = (id: string, words: string): void => {
    const spot = document.getElementById(id);
    if (spot) spot.textContent = words;
  };
  tell("system-when", frame.label);
  tell("system-day", `on ${frame.when}`);
  tell("system-seen", frame.words);
  figure.querySelector(".silence")?.setAttribute("visibility", frame.silent ? "visible" : "hidden");
  figure.querySelector(".hulls")?.replaceChildren(...frame.hulls.map(([tint, path]) => element("path", { class: `hull h${tint}`, d: path })));
  figure.querySelector(".ties")?.replaceChildren(...frame.ties.map((tie) => bond(system, tie)));
  figure.querySelector(".states")?.classList.toggle("dense", frame.ties.length > DENSE);
  const present = new Set(frame.ties.flatMap(([pair]) => system.pairs[pair]?.slice(0, 2) ?? []));
  figure.querySelectorAll(".dot").forEach((dot, node) => {
    const letter = frame.camps[node] ?? "";
    dot.classList.toggle("lone", !letter);
    dot.classList.toggle("absent", !present.has(node));
    const spot = dot.querySelector(".letter");
    if (spot) spot.textContent = letter;
  });
  const now = `${system.now[place] ?? 0}%`;
  for (const line of document.querySelectorAll("#system .now")) {
    line.setAttribute("x1", now);
    line.setAttribute("x2", now);
  }
}

/** A tie: friendly solid, hostile dashed with a cross, as faint as its sign is unsure. */
function bond(system: SystemDatum, [pair, sign, width, opacity, sure, told, level, share]: FrameDatum["ties"][number]): SVGElement {
  const [first, second, href, names] = system.pairs[pair] ?? [0, 0, "", ""];
  const [x1, y1] = system.nodes[first] ?? [0, 0];
  const [x2, y2] = system.nodes[second] ?? [0, 0];
  const ends = { x1: `${x1}%`, y1, x2: `${x2}%`, y2 };
  const link = element("a", { href: href || "#pairs", tabindex: -1, class: `${sign > 0 ? "coop" : "conf"}${sure ? " sure" : ""}` });
  const carried = told ? "" : "; no news of the two in this period";
  link.append(
    element("title", {}, `${names}: ${level}, ${sign > 0 ? "friendly" : "hostile"} with probability ${share}${carried}`),
    element("line", { class: "reach", ...ends }),
    element("line", { class: "bond", ...ends, "stroke-width": width, "stroke-opacity": opacity }),
  );
  if (sign < 0) link.append(element("text", { class: "cross", x: `${(x1 + x2) / 2}%`, y: (y1 + y2) / 2 + 6, "fill-opacity": opacity }, "\u00d7"));
  return link;
}
