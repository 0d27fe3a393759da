/** The network picture: actors as nodes, dyads as ties; the layout is the same at every opening. */

import { drag } from "d3-drag";
import { type SimulationNodeDatum, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { type Selection, select } from "d3-selection";
import { type Data, type NodeDatum, type TieDatum, count, onWidth, put } from "./data";

interface Node extends NodeDatum, SimulationNodeDatum {
  x: number;
  y: number;
  r: number;
}
interface Link extends Omit<TieDatum, "source" | "target"> {
  source: Node;
  target: Node;
}
export interface Choose {
  showActor(actor: string): void;
  showPair(pair: string[], label: string): void;
}
type Group = Selection<SVGGElement, unknown, null, undefined>;

const NUMBERED = 14;
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];

export function drawNetwork(data: Data, choose: Choose): void {
  const figure = document.getElementById("network-chart");
  if (!figure || !data.ties.length) return;
  figure.hidden = false;
  onWidth(figure, (width) => {
    const height = Math.round(Math.min(Math.max(width * 0.56, width < 600 ? width * 0.95 : 0), 520));
    const { nodes, links } = layout(data, width, height);
    put(figure, picture(nodes, links, { width, height, choose }));
  });
}

function layout(data: Data, width: number, height: number): { nodes: Node[]; links: Link[] } {
  const most = Math.max(...data.nodes.map((node) => node.n), 1);
  const nodes = data.nodes.map((node) => ({ ...node, r: (8 + 16 * Math.sqrt(node.n / most)) * (width < 600 ? 0.7 : 1) }) as Node);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const links = data.ties.map((tie) => ({ ...tie, source: known.get(tie.source), target: known.get(tie.target) }) as Link);
  const room = Math.min(width, height * 1.6) / Math.sqrt(nodes.length + 1);
  forceSimulation(nodes)
    .force("charge", forceManyBody().strength(-12 * room))
    .force("link", forceLink(links).distance(room * 0.9).strength(0.25))
    .force("x", forceX(0).strength(0.07 * Math.min(1, height / width)))
    .force("y", forceY(0).strength(width < 600 ? 0.05 : 0.09))
    .force("collide", forceCollide<Node>((node) => Math.max(node.r + 24, node.short.length * 3.9)))
    .stop()
    .tick(350);
  fit(nodes, width, height);
  return { nodes, links };
}

/** Stretches the layout into the picture, with room for names at the edges. */
function fit(nodes: Node[], width: number, height: number): void {
  const [padX, padTop, padBottom] = [Math.min(90, width * 0.16), 30, 46];
  const stretch = (values: number[], low: number, high: number): ((value: number) => number) => {
    const [min, max] = [Math.min(...values), Math.max(...values)];
    return (value) => (max - min < 1 ? (low + high) / 2 : low + ((value - min) / (max - min)) * (high - low));
  };
  const x = stretch(nodes.map((node) => node.x), padX, width - padX);
  const y = stretch(nodes.map((node) => node.y), padTop, height - padBottom);
  for (const node of nodes) [node.x, node.y] = [x(node.x), y(node.y)];
}

const side = (warmth: number): string => (warmth < 0 ? "conf" : "coop");

function picture(nodes: Node[], links: Link[], { width, height, choose }: { width: number; height: number; choose: Choose }): SVGSVGElement {
  const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"))
    .attr("class", "network")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "group")
    .attr("aria-label", "Network of actors; the table below it holds the same");
  const ties = drawTies(svg.append("g"), links, choose);
  const numbers = svg.append("g").selectAll<SVGTextElement, Link>("text").data(links.length <= NUMBERED && width >= 600 ? links : []).join("text");
  numbers.attr("class", (tie) => `warmth ${side(tie.warmth)}`).attr("aria-hidden", "true").text((tie) => tie.words);
  const dots = drawNodes(svg.append("g"), nodes, choose);
  const place = (): void => {
    ties.selectAll<SVGLineElement, Link>("line").attr("x1", (tie) => tie.source.x).attr("y1", (tie) => tie.source.y).attr("x2", (tie) => tie.target.x).attr("y2", (tie) => tie.target.y);
    placeNumbers(numbers, nodes);
    dots.attr("transform", (node) => `translate(${node.x},${node.y})`);
  };
  dots.call(
    drag<SVGGElement, Node>().clickDistance(4).on("drag", (moved: { x: number; y: number }, node) => {
      node.x = Math.min(width - node.r, Math.max(node.r, moved.x));
      node.y = Math.min(height - node.r - 16, Math.max(node.r, moved.y));
      place();
    }),
  );
  const near = (node: Node | null): void => {
    ties.classed("faint", (tie) => node !== null && tie.source !== node && tie.target !== node);
    numbers.classed("faint", (tie) => node !== null && tie.source !== node && tie.target !== node);
  };
  dots.on("pointerenter focus", (_, node) => near(node)).on("pointerleave blur", () => near(null));
  place();
  return svg.node() as SVGSVGElement;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Puts the number of a tie on its line where it hides no name and no other number; where there is no such place, none. */
function placeNumbers(numbers: Selection<SVGTextElement, Link, SVGGElement, unknown>, nodes: Node[]): void {
  const around = (x: number, y: number, wide: number, tall: number): Box => ({ left: x - wide, right: x + wide, top: y - tall, bottom: y + tall });
  const taken = nodes.flatMap((node) => [around(node.x, node.y, node.r, node.r), around(node.x, node.y + node.r + 11, node.short.length * 4 + 3, 9)]);
  const free = (box: Box): boolean => !taken.some((one) => one.left < box.right && one.right > box.left && one.top < box.bottom && one.bottom > box.top);
  numbers.each(function (tie) {
    const at = (share: number): [number, number] => [tie.source.x + (tie.target.x - tie.source.x) * share, tie.source.y + (tie.target.y - tie.source.y) * share];
    const boxes = PLACES.map(at).map(([x, y]) => around(x, y, 15, 8));
    const box = boxes.find(free);
    if (box) taken.push(box);
    const text = select(this).attr("display", box ? null : "none");
    if (box) text.attr("x", (box.left + box.right) / 2).attr("y", (box.top + box.bottom) / 2 + 4);
  });
}

/** Makes an element a button for mouse and keyboard. */
function press<D>(selection: Selection<SVGGElement, D, SVGGElement, unknown>, label: (datum: D) => string, act: (datum: D) => void): void {
  const go = (datum: D): void => {
    act(datum);
    document.getElementById("events")?.scrollIntoView();
    document.querySelector<HTMLElement>("#filter [name=text]")?.focus({ preventScroll: true });
  };
  selection.attr("tabindex", 0).attr("role", "button").attr("aria-label", label);
  selection.on("click", (click: Event, datum) => {
    if (!click.defaultPrevented) go(datum);
  });
  selection.on("keydown", (key: KeyboardEvent, datum) => {
    if (key.key !== "Enter" && key.key !== " ") return;
    key.preventDefault();
    go(datum);
  });
}

function drawTies(group: Group, links: Link[], choose: Choose): Selection<SVGGElement, Link, SVGGElement, unknown> {
  const ties = group.selectAll<SVGGElement, Link>("g").data(links).join("g").attr("class", (tie) => `tie ${side(tie.warmth)}`);
  ties.append("line").attr("class", "reach").attr("stroke-width", 14);
  ties.append("line").attr("class", "line").attr("stroke-width", (tie) => Math.min(10, 1.2 + Math.sqrt(tie.n) * 1.3)).attr("stroke-opacity", (tie) => 0.4 + Math.min(0.55, Math.abs(tie.warmth) / 10));
  const name = (tie: Link): string => `${tie.source.name} \u2013 ${tie.target.name}`;
  const told = (tie: Link): string => `${name(tie)}: ${count(tie.n, "event")}, mean intensity ${tie.words}; list them`;
  ties.append("title").text(told);
  press(ties, told, (tie) => choose.showPair([tie.source.id, tie.target.id], name(tie)));
  return ties;
}

function drawNodes(group: Group, nodes: Node[], choose: Choose): Selection<SVGGElement, Node, SVGGElement, unknown> {
  const dots = group.selectAll<SVGGElement, Node>("g").data(nodes).join("g").attr("class", "node");
  dots.append("circle").attr("r", (node) => node.r);
  dots.append("text").attr("y", (node) => node.r + 15).text((node) => node.short);
  press(dots, (node) => `${node.short === node.name ? "" : `${node.short}, `}${node.name}: ${count(node.n, "event")}; list them`, (node) => choose.showActor(node.id));
  return dots;
}
