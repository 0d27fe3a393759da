/** The map: moved and drawn nearer; what a dot or an arc stands for is told beside it. */

const MOST = 12;
const STEP = 1.5;
const GAP = 14;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function startMap(): void {
  const figure = document.querySelector<HTMLElement>(".map-figure");
  if (!figure) return;
  const maps = [...figure.querySelectorAll<SVGSVGElement>("svg.map")];
  const controls = maps.map(move);
  const tools = document.querySelector<HTMLElement>(".map-tools .zoom");
  if (tools) {
    tools.hidden = false;
    tools.addEventListener("click", (click) => {
      const wish = (click.target as Element).closest<HTMLElement>("[data-zoom]")?.dataset["zoom"];
      for (const control of controls) {
        if (wish === "reset") control.reset();
        else if (wish) control.zoom(wish === "in" ? STEP : 1 / STEP);
      }
    });
  }
  tell(figure, maps);
}

/** What was pointed at or focused, in words beside it; of a dot, its arcs stand out. */
function tell(figure: HTMLElement, maps: SVGSVGElement[]): void {
  const card = document.createElement("p");
  card.className = "map-told";
  card.hidden = true;
  card.setAttribute("role", "tooltip");
  document.body.append(card);
  for (const title of figure.querySelectorAll("svg.map title")) title.remove(); // told by the card, and by aria-label
  const light = (state: string | undefined): void => {
    for (const map of maps) {
      const arcs = [...map.querySelectorAll<SVGElement>(".arc")];
      map.classList.toggle("dims", state !== undefined && arcs.some((arc) => arc.dataset["a"] === state || arc.dataset["b"] === state));
      for (const arc of arcs) arc.classList.toggle("lit", state !== undefined && (arc.dataset["a"] === state || arc.dataset["b"] === state));
    }
  };
  const hide = (): void => {
    card.hidden = true;
    light(undefined);
  };
  const show = (thing: SVGElement, x: number, y: number): void => {
    const words = thing.getAttribute("aria-label") ?? thing.dataset["words"] ?? "";
    const [name = "", ...rest] = words.split(": ");
    const head = document.createElement("strong");
    head.textContent = name;
    card.replaceChildren(head, rest.join(": "));
    card.hidden = false;
    light(thing.classList.contains("dot") ? thing.dataset["state"] : undefined);
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = x + GAP + width < document.documentElement.clientWidth ? x + GAP : x - GAP - width;
    const top = y + GAP + height < innerHeight ? y + GAP : y - GAP - height;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${Math.max(8, top)}px`;
  };
  figure.addEventListener("pointermove", (point) => {
    const thing = thingOf(point.target);
    if (!thing || figure.querySelector(".moving")) hide();
    else show(thing, point.clientX, point.clientY);
  });
  figure.addEventListener("pointerleave", hide);
  figure.addEventListener("focusin", (focus) => {
    const thing = thingOf(focus.target);
    if (!thing?.matches(":focus-visible")) return;
    const box = (thing.querySelector("circle, .line") ?? thing).getBoundingClientRect();
    show(thing, box.left + box.width / 2, box.top + box.height / 2);
  });
  figure.addEventListener("focusout", hide);
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", (key) => {
    if (key.key === "Escape") hide();
  });
}

const thingOf = (target: EventTarget | null): SVGElement | null => (target instanceof Element ? target.closest<SVGElement>(".arc, .dot, .area[data-words]") : null);

/** Wheel with a modifier key, drag, pinch, buttons and keys move the view; dots and names keep their size. */
function move(map: SVGSVGElement): { zoom: (by: number) => void; reset: () => void } {
  const whole: Box = { x: 0, y: 0, width: map.viewBox.baseVal.width, height: map.viewBox.baseVal.height };
  let box = { ...whole };
  const dots = [...map.querySelectorAll<SVGGraphicsElement>(".dot")];
  const names = dots.map((dot) => dot.querySelector<SVGTextElement>(".name"));
  const first = names.map((name) => name?.classList.contains("off") ?? false);
  map.classList.add("movable");

  const draw = (): void => {
    const size = box.width / whole.width;
    map.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    map.classList.toggle("near", size < 0.999);
    for (const dot of dots) dot.setAttribute("transform", `translate(${dot.dataset["x"]} ${dot.dataset["y"]}) scale(${size})`);
    label();
  };
  const label = (): void => {
    if (box.width === whole.width && box.x === 0 && box.y === 0) {
      names.forEach((name, at) => name?.classList.toggle("off", first[at]));
      return;
    }
    const frame = map.getBoundingClientRect();
    const taken = dots.map((dot) => dot.querySelector("circle")!.getBoundingClientRect());
    for (const name of names) name?.classList.remove("off");
    const boxes = names.map((name) => name?.getBoundingClientRect());
    boxes.forEach((one, at) => {
      if (!one) return;
      const inside = one.left > frame.left && one.right < frame.right && one.top > frame.top && one.bottom < frame.bottom;
      const free = inside && taken.every((other, place) => place === at || one.left >= other.right || one.right <= other.left || one.top >= other.bottom || one.bottom <= other.top);
      if (free) taken.push(one);
      names[at]?.classList.toggle("off", !free);
    });
  };
  const zoomAt = (by: number, x: number, y: number): void => {
    const width = Math.min(whole.width, Math.max(whole.width / MOST, box.width / by));
    const share = width / box.width;
    box = keep({ x: x - (x - box.x) * share, y: y - (y - box.y) * share, width, height: box.height * share });
    draw();
  };
  const keep = (wish: Box): Box => ({
    ...wish,
    x: Math.min(Math.max(wish.x, 0), whole.width - wish.width),
    y: Math.min(Math.max(wish.y, 0), whole.height - wish.height),
  });
  const place = (point: { clientX: number; clientY: number }): [number, number] => {
    const at = map.getBoundingClientRect();
    return [box.x + ((point.clientX - at.left) / at.width) * box.width, box.y + ((point.clientY - at.top) / at.height) * box.height];
  };
  /** The most eventful dot in view, which then stays where it is; without one, the middle. */
  const middle = (): [number, number] => {
    const spots = dots.map((dot): [number, number] => [Number(dot.dataset["x"]), Number(dot.dataset["y"])]);
    const seen = spots.find(([x, y]) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height);
    return seen ?? [box.x + box.width / 2, box.y + box.height / 2];
  };

  map.addEventListener(
    "wheel",
    (wheel) => {
      if (!wheel.ctrlKey && !wheel.metaKey && box.width === whole.width) return; // the page scrolls over a map at rest
      wheel.preventDefault();
      zoomAt(Math.exp(-wheel.deltaY * 0.002), ...place(wheel));
    },
    { passive: false },
  );
  map.addEventListener("dblclick", (click) => {
    click.preventDefault();
    zoomAt(STEP, ...place(click));
  });
  drag(map, (dx, dy) => {
    const at = map.getBoundingClientRect();
    box = keep({ ...box, x: box.x - (dx / at.width) * box.width, y: box.y - (dy / at.height) * box.height });
    draw();
  }, (by, point) => zoomAt(by, ...place(point)));
  map.addEventListener("keydown", (key) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key.key];
    if (key.key === "+" || key.key === "=") zoomAt(STEP, ...middle());
    else if (key.key === "-") zoomAt(1 / STEP, ...middle());
    else if (by && box.width < whole.width) {
      box = keep({ ...box, x: box.x + by[0]! * box.width * 0.2, y: box.y + by[1]! * box.height * 0.2 });
      draw();
    } else return;
    key.preventDefault();
  });
  map.addEventListener("focusin", (focus) => {
    const dot = (focus.target as Element).closest<SVGGraphicsElement>(".dot");
    if (!dot || box.width === whole.width) return;
    const [x, y] = [Number(dot.dataset["x"]), Number(dot.dataset["y"])];
    if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) return;
    box = keep({ ...box, x: x - box.width / 2, y: y - box.height / 2 });
    draw();
  });
  return {
    zoom: (by) => zoomAt(by, ...middle()),
    reset: () => {
      box = { ...whole };
      draw();
    },
  };
}

/** One pointer drags, two draw nearer; a link that was dragged is not followed. */
function drag(map: SVGSVGElement, moved: (dx: number, dy: number) => void, pinched: (by: number, at: { clientX: number; clientY: number }) => void): void {
  const points = new Map<number, PointerEvent>();
  let far = 0;
  const wide = (): number => {
    const [one, other] = [...points.values()];
    return one && other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;
  };
  map.addEventListener("pointerdown", (point) => {
    if (!points.size) far = 0;
    points.set(point.pointerId, point);
  });
  map.addEventListener("pointermove", (point) => {
    const last = points.get(point.pointerId);
    if (!last) return;
    const before = wide();
    points.set(point.pointerId, point);
    if (points.size === 2) {
      const [one, other] = [...points.values()];
      far = GAP;
      if (before && one && other) pinched(wide() / before, { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 });
      return;
    }
    const [dx, dy] = [point.clientX - last.clientX, point.clientY - last.clientY];
    far += Math.hypot(dx, dy);
    if (far < 4) return;
    map.classList.add("moving");
    moved(dx, dy);
  });
  const end = (point: PointerEvent): void => {
    points.delete(point.pointerId);
    if (!points.size) map.classList.remove("moving");
  };
  map.addEventListener("pointerup", end);
  map.addEventListener("pointercancel", end);
  map.addEventListener("pointerleave", end);
  map.addEventListener("dragstart", (start) => start.preventDefault());
  map.addEventListener(
    "click",
    (click) => {
      if (far >= 4) click.preventDefault();
    },
    { capture: true },
  );
}
