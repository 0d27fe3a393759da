/** An SVG of the page as one that stands alone: what style sheets say of it becomes attributes. */

export const SVG = "http://www.w3.org/2000/svg";

const KEPT = new Set(["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "pattern", "clippath", "title"]);
const UNDRAWN = new Set(["defs", "pattern", "clippath", "title"]);
const PAINTS = ["fill", "stroke"] as const;
const INHERITED = ["fill-opacity", "fill-rule", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "paint-order", "visibility"];
const LEFT_OUT = /^(class|style|id|role|tabindex|focusable|href|xlink:href|xmlns.*|on.*|aria-.*|data-.*|vector-effect)$/;
const NUMBERS = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

interface Stretch {
  x: number;
  y: number;
}

type Said = Record<string, string>;

/** A root SVG at its place in the picture, with all that it refers to. */
export function copyRoot(svg: SVGSVGElement, x: number, y: number): SVGElement {
  const box = svg.getBoundingClientRect();
  const made = copy(svg, {}, null) ?? document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height })) made.setAttribute(name, tidy(value));
  for (const id of refersTo(made)) {
    const pattern = svg.querySelector(`#${CSS.escape(id)}`) ? null : document.getElementById(id);
    const lent = pattern instanceof SVGElement ? copy(pattern, {}, null) : null;
    if (lent) made.prepend(lent);
  }
  return made;
}

export const tidy = (value: number): string => String(Math.round(value * 100) / 100);

function refersTo(made: SVGElement): Set<string> {
  const found = new Set<string>();
  for (const one of [made, ...made.querySelectorAll("*")]) {
    for (const name of PAINTS) {
      const id = one.getAttribute(name)?.match(/^url\(#(.+)\)$/)?.[1];
      if (id) found.add(id);
    }
  }
  return found;
}

function copy(one: SVGElement, around: Said, stretch: Stretch | null): SVGElement | null {
  const name = one.tagName.toLowerCase();
  const style = getComputedStyle(one);
  if (name !== "a" && !KEPT.has(name)) return null;
  if (style.display === "none" && !UNDRAWN.has(name)) return null;
  const made = document.createElementNS(SVG, name === "a" ? "g" : one.tagName);
  if (name === "title") {
    made.textContent = one.textContent;
    return made;
  }
  for (const { name: key, value } of one.attributes) {
    if (!LEFT_OUT.test(key) && !(PAINTS as readonly string[]).includes(key) && !INHERITED.includes(key)) made.setAttribute(key, value);
  }
  if (UNDRAWN.has(name) && one.id) made.setAttribute("id", one.id);
  const said = speak(one, style, around, made);
  let within = stretch;
  if (one instanceof SVGSVGElement) {
    if (style.overflow === "visible") made.setAttribute("overflow", "visible");
    within = stretchOf(one);
    if (within) bareSize(one, made);
  }
  if (name === "circle" && style.r.endsWith("px")) made.setAttribute("r", tidy(Number.parseFloat(style.r)));
  if (stretch) bake(made, stretch);
  for (const child of one.childNodes) {
    if (child instanceof Text) made.append(child.data);
    else if (child instanceof SVGElement) {
      const inner = copy(child, said, within);
      if (inner) made.append(inner);
    }
  }
  return made;
}

/** Says of an element what differs from what it would inherit; what then holds for its children. */
function speak(one: SVGElement, style: CSSStyleDeclaration, around: Said, made: SVGElement): Said {
  const said: Said = { ...around };
  const put = (name: string, value: string): void => {
    if (around[name] === value) return;
    said[name] = value;
    made.setAttribute(name, value);
  };
  const opacity: Said = {};
  for (const name of PAINTS) {
    const [colour, alpha] = paint(style.getPropertyValue(name));
    put(name, colour);
    if (alpha < 1) opacity[`${name}-opacity`] = tidy(alpha * Number.parseFloat(style.getPropertyValue(`${name}-opacity`) || "1"));
  }
  const size = style.getPropertyValue("vector-effect") === "non-scaling-stroke" ? 1 / scaleOf(one) : 1;
  for (const name of INHERITED) {
    let value = opacity[name] ?? style.getPropertyValue(name);
    if (name === "stroke-width" || name === "stroke-dasharray") value = value.replace(/,/g, " ").replace(NUMBERS, (number) => tidy(Number(number) * size)).replace(/px/g, "").replace(/\s+/g, " ");
    else if (name === "font-size") value = value.replace("px", "");
    if (value) put(name, value);
  }
  if (style.opacity !== "1") made.setAttribute("opacity", style.opacity);
  return said;
}

/** A colour without its transparency, and the transparency; a reference without the page's address. */
function paint(value: string): [string, number] {
  const id = value.match(/url\(["']?[^"')]*#([^"')]+)["']?\)/)?.[1];
  if (id) return [`url(#${id})`, 1];
  const parts = value.match(/^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/);
  if (!parts) return [value, 1];
  const alpha = Number(parts[4]);
  return alpha ? [`rgb(${parts[1]}, ${parts[2]}, ${parts[3]})`, alpha] : ["none", 1];
}

/** How many pixels a unit of an element is; of one that is stretched unequally 1, for it is drawn unstretched. */
function scaleOf(one: SVGElement): number {
  if (one.ownerSVGElement && stretchOf(one.ownerSVGElement)) return 1;
  const matrix = one instanceof SVGGraphicsElement ? one.getScreenCTM() : null;
  return matrix ? Math.hypot(matrix.a, matrix.b) || 1 : 1;
}

/** By how much a picture that fills its box whatever its shape is stretched; null if it is not. */
function stretchOf(svg: SVGSVGElement): Stretch | null {
  const { width, height } = svg.viewBox.baseVal;
  if (svg.getAttribute("preserveAspectRatio") !== "none" || !width || !height) return null;
  return { x: svg.width.baseVal.value / width, y: svg.height.baseVal.value / height };
}

function bareSize(svg: SVGSVGElement, made: SVGElement): void {
  made.removeAttribute("viewBox");
  made.removeAttribute("preserveAspectRatio");
  made.setAttribute("width", tidy(svg.width.baseVal.value));
  made.setAttribute("height", tidy(svg.height.baseVal.value));
}

/** Stretches the places of a line or of a path of straight lines, so that its stroke is not stretched with it. */
function bake(made: SVGElement, { x, y }: Stretch): void {
  for (const name of ["x1", "x2"]) if (made.hasAttribute(name)) made.setAttribute(name, tidy(Number(made.getAttribute(name)) * x));
  for (const name of ["y1", "y2"]) if (made.hasAttribute(name)) made.setAttribute(name, tidy(Number(made.getAttribute(name)) * y));
  let place = 0;
  const path = made.getAttribute("d");
  if (path) made.setAttribute("d", path.replace(NUMBERS, (number) => tidy(Number(number) * (place++ % 2 ? y : x))));
}
