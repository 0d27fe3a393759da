/** The list of events that filters: native controls, so the keyboard works by itself. */

import { count } from "./data";

interface Row {
  element: HTMLElement;
  words: string;
  actors: string[];
}

export class Filter {
  readonly #form = document.getElementById("filter") as HTMLFormElement | null;
  readonly #count = document.getElementById("count");
  readonly #note: string;
  readonly #rows: Row[];
  #pair: string[] = [];
  #chip: HTMLButtonElement | null = null;
  #timer = 0;

  constructor() {
    this.#note = this.#count?.textContent?.split(";")[1] ?? "";
    this.#rows = [...document.querySelectorAll<HTMLElement>("#event-list > li")].map((element) => ({
      element,
      words: "",
      actors: (element.dataset["actors"] ?? "").split("\n"),
    }));
    if (!this.#form) return;
    this.#form.hidden = false;
    this.#form.addEventListener("input", () => this.#soon());
    this.#form.addEventListener("submit", (submit) => submit.preventDefault());
    this.#form.addEventListener("reset", () => {
      this.#setPair([], "");
      setTimeout(() => this.apply());
    });
    for (const link of document.querySelectorAll<HTMLElement>("a[data-pair]")) {
      link.addEventListener("click", () => this.showPair((link.dataset["pair"] ?? "").split("\n"), link.dataset["label"] ?? link.textContent ?? ""));
    }
  }

  /** Shows only the events that name both actors. */
  showPair(pair: string[], label: string): void {
    this.#form?.reset();
    this.#setPair(pair, label);
    setTimeout(() => this.#setPair(pair, label));
    setTimeout(() => this.apply());
  }

  /** Shows only the events that name the actor. */
  showActor(actor: string): void {
    this.#form?.reset();
    const select = this.#form?.elements.namedItem("actor");
    if (select instanceof HTMLSelectElement) select.value = actor;
    setTimeout(() => {
      if (select instanceof HTMLSelectElement) select.value = actor;
      this.apply();
    });
  }

  apply(): void {
    const form = new FormData(this.#form ?? undefined);
    const value = (name: string): string => String(form.get(name) ?? "");
    const words = value("text").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const [actor, type, status, quad, outlet] = ["actor", "type", "status", "quad", "outlet"].map(value);
    let shown = 0;
    for (const row of this.#rows) {
      const data = row.element.dataset;
      const fits =
        (!actor || row.actors.includes(actor)) &&
        (!type || data["type"] === type) &&
        (!status || data["status"] === status) &&
        (!quad || data["quad"] === quad) &&
        (!outlet || data["outlet"] === outlet) &&
        this.#pair.every((one) => row.actors.includes(one)) &&
        (!words.length || words.every((word) => this.#words(row).includes(word)));
      row.element.hidden = !fits;
      shown += Number(fits);
    }
    if (this.#count) {
      const all = this.#rows.length;
      const text = shown === all ? count(all, "event") : `${shown.toLocaleString("en-GB")} of ${count(all, "event")}`;
      this.#count.textContent = this.#note ? `${text};${this.#note}` : text;
    }
  }

  #words(row: Row): string {
    row.words ||= (row.element.textContent ?? "").toLocaleLowerCase();
    return row.words;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.apply(), 60);
  }

  #setPair(pair: string[], label: string): void {
    this.#pair = pair;
    this.#chip?.remove();
    this.#chip = null;
    if (!pair.length || !this.#form) return;
    this.#chip = document.createElement("button");
    this.#chip.type = "button";
    this.#chip.className = "chip";
    this.#chip.textContent = `${label} \u00d7`;
    this.#chip.setAttribute("aria-label", `Only ${label}; press to show all pairs`);
    this.#chip.addEventListener("click", () => {
      this.#setPair([], "");
      this.apply();
    });
    this.#form.prepend(this.#chip);
  }
}
