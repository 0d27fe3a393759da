/** A figure as one SVG, or a PNG of it: in light colours, with its title, its words and its source. */

import { SVG, copyRoot, tidy } from "./copy";

export interface Drawn {
  text: string;
  width: number;
  height: number;
}
export interface Heading {
  title: string;
  note: string;
  source: string;
}

const PAD = 20;
const LEAST = 320;
const GAP = 10;
const PIXELS = 2;
const MOST_PIXELS = 120_000_000;
const NOT_DRAWN = "script, style, noscript, button, input, select, label, .save, .play, .play-ends, .visually-hidden, [hidden]";
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu;
const measure = document.createElement("canvas").getContext("2d");

/** The parts of a figure, one below the other, as they stand on the page. */
export function drawFigure(parts: HTMLElement[], heading: Heading): Drawn {
  const root = document.documentElement;
  const theme = root.dataset["theme"];
  root.dataset["theme"] = "light"; // nothing is painted before it is set back
  try {
    return compose(parts, heading);
  } finally {
    if (theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }
}

function compose(parts: HTMLElement[], { title, note, source }: Heading): Drawn {
  const page = getComputedStyle(document.body);
  const inner = Math.max(LEAST, ...parts.map((part) => part.getBoundingClientRect().width));
  const width = Math.ceil(inner + 2 * PAD);
  const svg = make("svg", { width });
  svg.append(make("title", {}, title));
  const paper = make("rect", { width: "100%", height: "100%", fill: getComputedStyle(document.documentElement).backgroundColor });
  svg.append(paper);
  let y = PAD;
  const muted = getComputedStyle(document.querySelector(".muted, .note, footer") ?? document.body).color;
  const write = (words: string, size: number, weight: number, colour: string): void => {
    for (const line of wrap(words, inner, `${weight} ${size}px ${page.fontFamily}`)) {
      y += size * 1.35;
      svg.append(make("text", { x: PAD, y: tidy(y), "font-family": page.fontFamily, "font-size": size, "font-weight": weight, fill: colour }, line));
    }
  };
  write(title, 17, 600, page.color);
  if (note) write(note, 12, 400, muted);
  y += 2 * GAP;
  for (const part of parts) {
    const box = part.getBoundingClientRect();
    if (!box.height) continue;
    const group = make("g", { transform: `translate(${PAD} ${tidy(y)})` });
    gather(part, group, box);
    svg.append(group);
    const menu = part.querySelector(":scope > .save")?.getBoundingClientRect();
    y += (menu?.height ? menu.top - box.top : box.height) + GAP;
  }
  y += GAP / 2;
  write(source, 11, 400, muted);
  const height = Math.ceil(y + PAD);
  const known = new Set<string>();
  for (const one of svg.querySelectorAll("[id]")) {
    if (known.has(one.id)) one.remove();
    known.add(one.id);
  }
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const text = new XMLSerializer().serializeToString(svg).replace(UNFIT, "\ufffd");
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height };
}

function make(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/** What is drawn, written and ruled within an element, at its place. */
function gather(one: Element, into: SVGElement, from: DOMRect): void {
  if (one.matches(NOT_DRAWN)) return;
  const style = getComputedStyle(one);
  if (style.display === "none" || style.visibility === "hidden") return;
  if (one instanceof SVGSVGElement) {
    const box = one.getBoundingClientRect();
    if (box.width) into.append(copyRoot(one, box.left - from.left, box.top - from.top));
    return;
  }
  rule(one, style, into, from);
  const inner = clip(one, style, into, from);
  for (const child of one.childNodes) {
    if (child instanceof Text) spell(child, style, inner, from);
    else if (child instanceof Element) gather(child, inner, from);
  }
}

/** What holds the inside of an element: if nothing may stand out of it, a window of its size. */
function clip(one: Element, style: CSSStyleDeclaration, into: SVGElement, from: DOMRect): SVGElement {
  const cut = (value: string): boolean => value !== "visible";
  if (style.display === "inline" || !(cut(style.overflowX) || cut(style.overflowY))) return into;
  const box = one.getBoundingClientRect();
  const [more, taller] = [cut(style.overflowX) ? 0 : PAD, cut(style.overflowY) ? 0 : PAD];
  const place = { x: tidy(box.left - from.left - more), y: tidy(box.top - from.top - taller), width: tidy(box.width + 2 * more), height: tidy(box.height + 2 * taller) };
  const made = make("svg", { ...place, viewBox: Object.values(place).join(" ") });
  into.append(made);
  return made;
}

/** The borders of an element. */
function rule(one: Element, style: CSSStyleDeclaration, into: SVGElement, from: DOMRect): void {
  const box = one.getBoundingClientRect();
  const [left, top, right, bottom] = [box.left - from.left, box.top - from.top, box.right - from.left, box.bottom - from.top];
  const sides: [string, number, number, number, number][] = [
    ["top", left, top, right, top],
    ["bottom", left, bottom, right, bottom],
    ["left", left, top, left, bottom],
    ["right", right, top, right, bottom],
  ];
  if (style.display === "inline") return;
  for (const [side, x1, y1, x2, y2] of sides) {
    const wide = Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
    if (!wide || style.getPropertyValue(`border-${side}-style`) === "none") continue;
    into.append(make("line", { x1: tidy(x1), y1: tidy(y1), x2: tidy(x2), y2: tidy(y2), stroke: style.getPropertyValue(`border-${side}-color`), "stroke-width": wide }));
  }
}

/** The words of a text, line by line as the page breaks them. */
function spell(text: Text, style: CSSStyleDeclaration, into: SVGElement, from: DOMRect): void {
  const range = document.createRange();
  const lines = new Map<number, { x: number; y: number; words: string[] }>();
  const rise = ascent(`${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`);
  for (const found of text.data.matchAll(/\S+/g)) {
    range.setStart(text, found.index);
    range.setEnd(text, found.index + found[0].length);
    const box = range.getClientRects()[0];
    if (!box?.width) continue;
    const key = Math.round(box.top);
    const line = lines.get(key) ?? { x: box.left - from.left, y: box.top - from.top + rise(box.height), words: [] };
    line.words.push(found[0]);
    lines.set(key, line);
  }
  const font = { "font-family": style.fontFamily, "font-size": style.fontSize.replace("px", ""), "font-weight": style.fontWeight, ...(style.fontStyle === "normal" ? {} : { "font-style": style.fontStyle }) };
  for (const { x, y, words } of lines.values()) into.append(make("text", { x: tidy(x), y: tidy(y), fill: style.color, ...font }, words.join(" ")));
}

/** How far below the top of a line of this font its letters stand. */
function ascent(font: string): (height: number) => number {
  if (!measure) return (height) => height * 0.8;
  measure.font = font;
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = measure.measureText("x");
  return (height) => (height * up) / (up + down);
}

function wrap(words: string, width: number, font: string): string[] {
  const lines: string[] = [];
  if (measure) measure.font = font;
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measure && measure.measureText(longer).width > width) lines.push(word);
    else lines[Math.max(0, lines.length - 1)] = longer;
  }
  return lines;
}

/** The picture in points, two a pixel where the browser can hold so many. */
export async function toPng(drawn: Drawn): Promise<Blob> {
  const image = new Image();
  await new Promise((done, failed) => {
    image.onload = done;
    image.onerror = () => failed(new Error("the picture cannot be drawn"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`;
  });
  const scale = Math.min(PIXELS, Math.sqrt(MOST_PIXELS / (drawn.width * drawn.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawn.width * scale);
  canvas.height = Math.round(drawn.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large"))), "image/png"));
}
