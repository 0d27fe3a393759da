/** An article: a coding shows itself beside the words it was read out of, and the other way round. */

const GAP = 10;

export function startArticle(): void {
  const text = document.getElementById("article-text");
  if (!text) return;
  const card = document.createElement("div");
  card.className = "coding-card";
  card.id = "coding-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let shown: HTMLElement | null = null;

  const runs = (anchor: string): HTMLElement[] => [...text.querySelectorAll<HTMLElement>("[data-codings]")].filter((run) => names(run).includes(anchor));
  const light = (anchors: string[], on: boolean): void => {
    for (const anchor of anchors) {
      for (const run of runs(anchor)) run.classList.toggle("lit", on);
      document.getElementById(`coding-${anchor}`)?.classList.toggle("lit", on);
    }
  };
  const hide = (): void => {
    if (!shown) return;
    light(names(shown), false);
    shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  };
  const show = (run: HTMLElement): void => {
    if (run === shown) return;
    hide();
    const parts = names(run).map(describe).filter((part) => part !== null);
    if (!parts.length) return;
    shown = run;
    card.replaceChildren(...parts);
    card.hidden = false;
    run.setAttribute("aria-describedby", card.id);
    light(names(run), true);
    place(card, run);
  };

  text.addEventListener("mouseover", (over) => {
    const run = runOf(over.target);
    if (run) show(run);
    else hide();
  });
  text.addEventListener("mouseleave", hide);
  text.addEventListener("focusin", (focus) => {
    const run = runOf(focus.target);
    if (run) show(run);
  });
  text.addEventListener("focusout", hide);
  addEventListener("scroll", () => shown && place(card, shown), { passive: true });
  addEventListener("keydown", (key) => {
    if (key.key === "Escape") hide();
  });
  for (const row of document.querySelectorAll<HTMLElement>(".codings > .coding")) {
    const anchor = row.id.replace(/^coding-/, "");
    row.addEventListener("mouseenter", () => light([anchor], true));
    row.addEventListener("mouseleave", () => light([anchor], false));
  }
  const mark = (): void => {
    for (const run of text.querySelectorAll(".hit")) run.classList.remove("hit");
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (!anchor) return;
    const found = runs(anchor);
    const next = document.getElementById(anchor)?.parentElement?.closest("p") ? following(document.getElementById(anchor)) : null;
    for (const run of found.length ? found : next ? [next] : []) run.classList.add("hit");
  };
  addEventListener("hashchange", mark);
  mark();
}

const names = (run: HTMLElement): string[] => (run.dataset["codings"] ?? "").split(" ").filter(Boolean);
const runOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>("[data-codings]") : null);

/** The run after a spot: of a telling, whose fragment no run bears. */
function following(spot: Element | null): Element | null {
  let at = spot?.nextElementSibling ?? null;
  while (at?.classList.contains("spot")) at = at.nextElementSibling;
  return at?.matches("[data-codings]") ? at : null;
}

function describe(anchor: string): Node | null {
  const row = document.getElementById(`coding-${anchor}`);
  if (row) {
    const copy = document.createElement("div");
    copy.className = row.className.replace(/\blit\b/, "");
    for (const part of row.children) copy.append(part.cloneNode(true));
    for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes); // what leads there is the run itself
    return copy;
  }
  return document.querySelector(`#row-${CSS.escape(anchor)} .why`)?.cloneNode(true) ?? null;
}

/** Below the run if there is room, else above it; within the window either way. */
function place(card: HTMLElement, run: HTMLElement): void {
  const box = run.getClientRects()[0] ?? run.getBoundingClientRect();
  const whole = run.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = whole.bottom + GAP + height <= innerHeight;
  const top = below ? whole.bottom + GAP : Math.max(GAP, whole.top - GAP - height);
  card.style.top = `${top}px`;
  card.style.left = `${Math.max(GAP, Math.min(box.left, document.documentElement.clientWidth - width - GAP))}px`;
}
