/** The reader: an article beside the page, with the sentence of an event or a statement marked in its full text. */

import { count } from "./data";

const byId = (id: string): HTMLElement | null => document.getElementById(id);
/** Records that have a sentence; a telling is one of the sentences of an event. */
const RECORD = /^(event|telling|claim|mechanism|prediction|question)-/;
const isEvent = (anchor: string): boolean => /^(event|telling)-/.test(anchor);
const part = (id: string): HTMLElement => {
  const element = byId(id);
  if (!element) throw new Error(`the page lacks #${id}`);
  return element;
};

export class Reader {
  readonly #dialog = part("reader") as HTMLDialogElement;
  #article: HTMLElement | null = null;
  #event = "";

  constructor() {
    document.addEventListener("click", (click) => this.#follow(click));
    addEventListener("popstate", () => this.route());
    part("reader-close").addEventListener("click", () => this.#dialog.close());
    part("reader-previous").addEventListener("click", () => this.#step(-1));
    part("reader-next").addEventListener("click", () => this.#step(1));
    this.#dialog.addEventListener("close", () => this.#forget());
    this.#dialog.addEventListener("click", (click) => {
      if (click.target === this.#dialog) this.#dialog.close();
    });
    this.route();
  }

  /** Opens what the address names: a record's sentence or an article. */
  route(): void {
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (!this.#open(anchor) && this.#dialog.open) this.#dialog.close();
  }

  #follow(click: MouseEvent): void {
    if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey) return;
    const link = click.target instanceof Element ? click.target.closest("a") : null;
    const href = link?.getAttribute("href") ?? "";
    const anchor = href.slice(1);
    if (!href.startsWith("#") || (!RECORD.test(anchor) && !anchor.startsWith("article-"))) return;
    if (!this.#open(anchor, (link as HTMLElement | SVGElement).dataset["event"] ?? "")) return;
    click.preventDefault();
    history.pushState(null, "", href);
  }

  #open(anchor: string, within = ""): boolean {
    const known = RECORD.test(anchor) || anchor.startsWith("article-");
    const spot = known ? byId(anchor) : null;
    const article = spot?.closest<HTMLDetailsElement>("details.article");
    if (!spot || !article) return false;
    article.open = false;
    const record = within && !anchor.startsWith("event-") ? within : anchor;
    this.#show(article, RECORD.test(record) ? record : "", anchor);
    return true;
  }

  #show(article: HTMLElement, event: string, spot: string): void {
    this.#article = article;
    this.#event = event;
    part("reader-title").textContent = article.querySelector(".title")?.textContent ?? "";
    part("reader-source").textContent = article.querySelector("summary .muted")?.textContent ?? "";
    const text = part("reader-text");
    const source = article.querySelector(".source")?.cloneNode(true);
    const body = article.querySelector(".text, .nothing")?.cloneNode(true);
    text.replaceChildren(...[source, body].filter((node): node is Node => node !== undefined));
    for (const element of text.querySelectorAll("[id]")) element.removeAttribute("id");
    const hits = event ? [...text.querySelectorAll<HTMLElement>(`mark[data-events~="${CSS.escape(event)}"]`)] : [];
    for (const hit of hits) hit.classList.add("hit");
    this.#showEvent(event, article);
    if (!this.#dialog.open) this.#dialog.showModal();
    text.scrollTop = 0;
    const first = text.querySelector(`mark.hit[data-events~="${CSS.escape(spot)}"]`) ?? hits[0];
    first?.scrollIntoView({ block: "center" });
  }

  /** What was coded, above the text, and where else it is told. */
  #showEvent(event: string, article: HTMLElement): void {
    const box = part("reader-event");
    box.replaceChildren();
    const row = event ? byId(`row-${event}`) : null;
    if (row) {
      const copy = row.cloneNode(true) as HTMLElement;
      copy.querySelector("blockquote")?.remove();
      const list = document.createElement("div");
      list.className = copy.className;
      list.append(...copy.childNodes);
      const link = list.querySelector("a.open");
      link?.replaceWith(...link.childNodes);
      box.append(list);
    }
    this.#showOthers(event, article, box);
    const events = this.#events();
    const place = events.indexOf(event);
    const nav = part("reader-place");
    const noun = event && !isEvent(event) ? "statement" : "event";
    nav.textContent = events.length ? `${place < 0 ? "" : `${place + 1} of `}${count(events.length, noun)} in this article` : `No ${noun} in this article`;
    for (const id of ["reader-previous", "reader-next"]) (part(id) as HTMLButtonElement).disabled = events.length < (place < 0 ? 1 : 2);
  }

  #showOthers(event: string, article: HTMLElement, box: HTMLElement): void {
    if (!event) return;
    const others = new Set<HTMLElement>();
    for (const mark of document.querySelectorAll(`#articles mark[data-events~="${CSS.escape(event)}"]`)) {
      const other = mark.closest<HTMLElement>("details.article");
      if (other && other !== article) others.add(other);
    }
    if (!others.size) return;
    const line = document.createElement("p");
    line.className = "others";
    line.append("Also told in ");
    [...others].slice(0, 8).forEach((other, place) => {
      const link = document.createElement("a");
      link.href = `#${other.id}`;
      link.dataset["event"] = event;
      link.textContent = other.querySelector(".title")?.textContent ?? other.id;
      line.append(place ? "; " : "", link);
    });
    box.append(line);
  }

  /** The article's events in the order of their sentences; its statements if one of these is open. */
  #events(): string[] {
    const spots = [...(this.#article?.querySelectorAll(".spot") ?? [])].map((spot) => spot.id);
    const said = this.#event !== "" && !isEvent(this.#event);
    return spots.filter((spot) => (said ? !isEvent(spot) : spot.startsWith("event-")));
  }

  #step(by: number): void {
    const events = this.#events();
    const at = events.indexOf(this.#event);
    const next = events[at < 0 ? 0 : (at + by + events.length) % events.length];
    if (next && this.#open(next)) history.replaceState(null, "", `#${next}`);
  }

  #forget(): void {
    if (RECORD.test(location.hash.slice(1)) || location.hash.startsWith("#article-")) history.replaceState(null, "", location.pathname + location.search);
  }
}
