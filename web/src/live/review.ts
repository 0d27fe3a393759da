/** Judging events by key or button: right, wrong, change, same, not the same; each can be taken back. */

import { ask, make, refresh, Refused, send } from "./send";

interface Numbers {
  dyad: [string, string];
  names: [string, string];
  n_events: number;
  n_others: number;
  mean_intensity: number | null;
  level: number | null;
  low: number | null;
  high: number | null;
  behind: boolean;
}

interface Kept {
  kept: string[];
  verdict: string;
  event: string;
  numbers: { before: Numbers | null; after: Numbers }[];
}

interface Done {
  ids: string[];
  box: HTMLElement | null;
}

const KEYS: [string, string][] = [
  ["j, n", "next event"],
  ["k, p", "event before"],
  ["r", "right"],
  ["w", "wrong: it counts nowhere"],
  ["e", "change type, status, date, roles or place"],
  ["m", "it is the same event as another"],
  ["s", "a telling does not belong to it"],
  ["u", "undo the last verdict"],
  ["o", "open the event"],
  ["?", "these keys"],
];
const SAID_KEYS: [string, string][] = [
  ["j, n", "next statement"],
  ["k, p", "statement before"],
  ["r", "read rightly"],
  ["w", "read wrongly: it counts nowhere"],
  ["f", "of a prediction: it came true"],
  ["x", "it did not"],
  ["v", "its time has passed and nothing decides it"],
  ["a", "it is open"],
  ["u", "undo the last verdict"],
  ["o", "open its sentence"],
  ["?", "these keys"],
];
const WORDS: Record<string, string> = { right: "Kept as right", wrong: "Struck out as wrong", edit: "Changed", join: "Joined", split: "Taken out", fulfilled: "Kept: it came true", refuted: "Kept: it did not come true", overdue: "Kept: overdue", open: "Kept: open" };
const OF_ANY: [string, string, string][] = [
  ["right", "Read rightly", "r"],
  ["wrong", "Read wrongly", "w"],
];
const OF_PREDICTION: [string, string, string][] = [
  ["fulfilled", "Came true", "f"],
  ["refuted", "Did not", "x"],
  ["overdue", "Overdue", "v"],
  ["open", "Open", "a"],
];
const NAME = "detente-reviewer";

export function startReview(): void {
  const boxes = [...document.querySelectorAll<HTMLElement>(".review[data-event]")];
  const onQueue = document.getElementById("said") !== null;
  if (!boxes.length && !onQueue) return;
  for (const box of boxes) if (box.dataset["kind"]) furnish(box);
  const done: Done[] = [];
  let at = -1;
  let busy = false;
  const name = build(boxes[0] ?? null);
  const help = buildHelp(boxes.some((box) => box.dataset["kind"]) ? SAID_KEYS : KEYS);

  const who = (): string | null => {
    const words = name.value.trim();
    if (words) {
      sessionStorage.setItem(NAME, words);
      return words;
    }
    name.focus();
    tell(null, "Say your name first: a verdict has one.");
    return null;
  };

  const cardOf = (box: HTMLElement | null): HTMLElement | null => box?.closest<HTMLElement>(".card, .said") ?? null;
  const go = (step: number): void => {
    const next = at + step;
    if (!boxes.length || next < 0 || next >= boxes.length) return;
    cardOf(boxes[at] ?? null)?.classList.remove("current");
    at = next;
    const card = cardOf(boxes[at] ?? null);
    unfold(boxes[at] ?? null);
    card?.closest("details")?.setAttribute("open", "");
    card?.classList.add("current");
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  };
  const current = (): HTMLElement | null => boxes[Math.max(at, 0)] ?? null;

  const act = async (box: HTMLElement | null, address: string, what: object, words: string): Promise<Kept | null> => {
    if (busy) return null;
    busy = true;
    document.body.classList.add("asking");
    try {
      const kept = await send<Kept>(address, what);
      showNumbers(kept.numbers, words);
      await refresh();
      return kept;
    } catch (fault) {
      const text = fault instanceof Refused ? [fault.words.error, fault.words.hint].filter(Boolean).join(": ") : String(fault);
      tell(box, `Nothing was changed: ${text}`, true);
      return null;
    } finally {
      busy = false;
      document.body.classList.remove("asking");
    }
  };

  const say = async (box: HTMLElement, what: { verdict: string; about?: string; other?: string; values?: Record<string, string>; note?: string }): Promise<void> => {
    const by = who();
    if (by === null) return;
    const words = WORDS[what.verdict] ?? what.verdict;
    const kept = await act(box, "/corrections", { about: box.dataset["event"], ...what, by }, words);
    if (!kept) return;
    done.push({ ids: kept.kept, box });
    if (kept.event) box.dataset["event"] = kept.event;
    const changes = Object.entries(what.values ?? {}).map(([field, value]) => `${field} ${value || "none"}`);
    tell(box, [words, ...changes].join(" · "));
    if (kept.event && !cardOf(box)) box.querySelector(".verdict")?.append(" · ", make("a", { href: `/events/${encodeURIComponent(kept.event)}` }, "show it as it is now"));
    settle(box, what.verdict);
    for (const field of fieldsOf(box)) field.dataset["was"] = field.value.trim();
    shut(box);
    if (!what.values && !what.other) go(1);
  };

  const undo = async (ids: string[], box: HTMLElement | null): Promise<void> => {
    const by = who();
    if (by === null || !ids.length) return;
    const kept = await act(box, "/withdrawals", { ids, by }, "Taken back");
    if (!kept) return;
    const gone = done.findIndex((one) => one.ids[0] === ids[0]);
    const target = box ?? done[gone]?.box ?? null;
    if (gone >= 0) done.splice(gone, 1);
    if (target) {
      if (kept.event) target.dataset["event"] = kept.event;
      tell(target, "Taken back");
      target.querySelector<HTMLFormElement>("[data-form='edit']")?.reset();
      for (const field of fieldsOf(target)) field.dataset["was"] = field.value.trim();
      settle(target, done.some((one) => one.box === target) ? "more" : "");
    }
  };

  const open = (box: HTMLElement, kind: string): void => {
    const form = box.querySelector<HTMLFormElement>(`[data-form='${kind}']`);
    if (!form) return;
    const was = form.hidden;
    shut(box);
    if (!was) return;
    form.hidden = false;
    box.querySelector(`[data-open='${kind}']`)?.setAttribute("aria-expanded", "true");
    form.querySelector<HTMLElement>("select, input")?.focus();
    if (kind === "join") void offer(box, form);
  };

  for (const box of boxes) {
    box.hidden = false;
    box.addEventListener("click", (click) => {
      const button = click.target instanceof Element ? click.target.closest("button") : null;
      if (!button) return;
      at = boxes.indexOf(box);
      const { say: verdict, open: kind } = button.dataset;
      if (verdict) void say(box, { verdict });
      if (kind) open(box, kind);
      if ("ask" in button.dataset) unfold(box);
      if ("close" in button.dataset) shut(box);
      if ("swap" in button.dataset) swap(box);
      if ("undo" in button.dataset) {
        const last = done.filter((one) => one.box === box).at(-1);
        if (last) void undo(last.ids, box);
      }
    });
    for (const form of box.querySelectorAll<HTMLFormElement>("form[data-form]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const what = read(form, box);
        if (typeof what === "string") tell(box, what, true);
        else void say(box, what);
      });
    }
  }
  const offerBack = (): void => {
    for (const button of document.querySelectorAll<HTMLButtonElement>("button.take-back")) button.hidden = false;
  };
  offerBack();
  document.addEventListener("refreshed", offerBack);
  document.getElementById("said")?.addEventListener("click", (click) => {
    const button = click.target instanceof Element ? click.target.closest<HTMLElement>("[data-withdraw]") : null;
    if (button) void undo((button.dataset["withdraw"] ?? "").split(" "), null);
  });
  addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey) return;
    const inside = key.target instanceof Element ? key.target : null;
    if (key.key === "Escape") {
      const box = inside?.closest<HTMLElement>(".review");
      if (box) {
        shut(box);
        cardOf(box)?.focus();
      }
      return;
    }
    if (inside?.closest("input, select, textarea, dialog[open]")) return;
    const box = current();
    if (key.key === "j" || key.key === "n") go(1);
    else if (key.key === "k" || key.key === "p") go(-1);
    else if (key.key === "?") help.showModal();
    else if (key.key === "u") {
      const last = done.at(-1);
      if (last) void undo(last.ids, last.box);
      else tell(box, "Nothing was said here that could be taken back.");
    } else if (!box) return;
    else if (box.dataset["kind"] && at < 0) return; // no statement was chosen yet
    else if (verdictOf(box, key.key)) void say(box, { verdict: verdictOf(box, key.key) });
    else if (key.key === "e" || key.key === "m" || key.key === "s") open(box, { e: "edit", m: "join", s: "split" }[key.key]);
    else if (key.key === "o") cardOf(box)?.querySelector<HTMLAnchorElement>("a.open")?.click();
    else return;
    key.preventDefault();
  });
}

/** The line with the reviewer's name and the keys, before the first event. */
function build(first: HTMLElement | null): HTMLInputElement {
  const name = make("input", { id: "reviewer", maxlength: "80", autocomplete: "name", placeholder: "asked once", size: "16" });
  name.value = sessionStorage.getItem(NAME) ?? "";
  name.addEventListener("change", () => sessionStorage.setItem(NAME, name.value.trim()));
  name.addEventListener("keydown", (key) => {
    if (key.key === "Enter") name.blur();
  });
  const keys = make("button", { type: "button", id: "keys-button", "aria-keyshortcuts": "?" }, "Keys");
  keys.addEventListener("click", () => document.querySelector<HTMLDialogElement>("#keys")?.showModal());
  const bar = make("div", { class: "review-bar" }, make("label", {}, "Your name ", name), keys);
  const list = first?.closest(".cards") ?? first?.closest("section[id]")?.querySelector("h2 + *") ?? first ?? document.getElementById("said");
  list?.before(bar);
  bar.hidden = first?.dataset["kind"] !== undefined;
  (document.querySelector("main") ?? document.body).append(make("div", { id: "numbers", class: "numbers-told", role: "status", "aria-label": "What the verdict changed" }));
  return name;
}

/** The buttons of a statement, behind one that asks for them. */
function furnish(box: HTMLElement): void {
  const said = box.closest<HTMLElement>(".said");
  const of = said?.querySelector(".open")?.textContent?.trim().slice(0, 120) ?? "";
  said?.setAttribute("tabindex", "-1");
  const ways = box.dataset["kind"] === "prediction" ? [...OF_ANY, ...OF_PREDICTION] : OF_ANY;
  const ask = make("button", { type: "button", class: "ask", "data-ask": "", "aria-expanded": "false" }, "Judge\u2026", make("span", { class: "visually-hidden" }, ` ${of}`));
  const judge = make("div", { class: "judge", role: "group", "aria-label": `Judge: ${of}`, hidden: "" }, ...ways.map(([verdict, words, key]) => make("button", { type: "button", "data-say": verdict, "aria-keyshortcuts": key, "aria-pressed": "false" }, words)));
  judge.append(make("button", { type: "button", "data-undo": "", "aria-keyshortcuts": "u", hidden: "" }, "Undo"));
  box.append(ask, judge, make("p", { class: "verdict", role: "status" }));
}

/** Shows the buttons of a statement, and the line with the reviewer's name. */
function unfold(box: HTMLElement | null): void {
  if (!box?.dataset["kind"]) return;
  const bar = document.querySelector<HTMLElement>(".review-bar");
  if (bar) bar.hidden = false;
  const judge = box.querySelector<HTMLElement>(".judge");
  const ask = box.querySelector<HTMLElement>("[data-ask]");
  if (!judge || !ask || !judge.hidden) return;
  const held = ask === document.activeElement;
  judge.hidden = false;
  ask.hidden = true;
  if (held) judge.querySelector<HTMLElement>("button")?.focus();
}

const verdictOf = (box: HTMLElement, key: string): string => (/^[a-z]$/.test(key) ? (box.querySelector<HTMLElement>(`[data-say][aria-keyshortcuts="${key}"]`)?.dataset["say"] ?? "") : "");

function buildHelp(shown: [string, string][]): HTMLDialogElement {
  const close = make("button", { type: "button" }, "Close");
  const rows = shown.map(([key, words]) => make("div", {}, make("dt", {}, ...key.split(", ").flatMap((one, n) => [n ? " or " : "", make("kbd", {}, one)])), make("dd", {}, words)));
  const help = make("dialog", { id: "keys", "aria-labelledby": "h-keys" }, make("h2", { id: "h-keys" }, "Keys"), make("dl", {}, ...rows), close);
  close.addEventListener("click", () => help.close());
  document.body.append(help);
  return help;
}

function tell(box: HTMLElement | null, words: string, wrong = false): void {
  const line = box?.querySelector<HTMLElement>(".verdict");
  if (line) {
    line.textContent = words;
    line.classList.toggle("refused-words", wrong);
  } else showNumbers([], words);
}

/** Show on an event what was said of it. */
function settle(box: HTMLElement, verdict: string): void {
  const card = box.closest<HTMLElement>(".card, .said");
  for (const button of box.querySelectorAll<HTMLElement>("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.dataset["say"] === verdict));
  for (const word of ["right", "wrong", "edit", "join", "split"]) card?.classList.toggle(`judged-${word}`, word === verdict);
  const undo = box.querySelector<HTMLButtonElement>("[data-undo]");
  if (undo) undo.hidden = verdict === "";
}

function shut(box: HTMLElement): void {
  for (const form of box.querySelectorAll<HTMLFormElement>("form[data-form]")) form.hidden = true;
  for (const button of box.querySelectorAll("[data-open]")) button.setAttribute("aria-expanded", "false");
}

const fieldsOf = (box: HTMLElement): HTMLInputElement[] => [...box.querySelectorAll<HTMLInputElement>("[data-was]")];

function swap(box: HTMLElement): void {
  const source = box.querySelector<HTMLInputElement>("[name='source']");
  const target = box.querySelector<HTMLInputElement>("[name='target']");
  if (source && target) [source.value, target.value] = [target.value, source.value];
}

/** What a form says, or why it says nothing. */
function read(form: HTMLFormElement, box: HTMLElement): { verdict: string; about?: string; other?: string; values?: Record<string, string>; note: string } | string {
  const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const note = given["note"] ?? "";
  if (form.dataset["form"] === "edit") {
    const values: Record<string, string> = {};
    for (const field of fieldsOf(box)) {
      if (field.value.trim() !== field.dataset["was"]) values[field.name] = field.name === "date" && field.value.trim() === "none" ? "" : field.value.trim();
    }
    return Object.keys(values).length ? { verdict: "edit", values, note } : "Nothing is different yet.";
  }
  if (form.dataset["form"] === "split") return { verdict: "split", about: given["telling"] ?? "", other: box.dataset["event"] ?? "", note };
  const other = decodeURIComponent((given["other"] || given["near"] || "").trim().replace(/[?#].*$/, "").replace(/^.*\/events\//, ""));
  return other ? { verdict: "join", other, note } : "Choose the other event first.";
}

/** Events of the same parties, to choose from. */
async function offer(box: HTMLElement, form: HTMLFormElement): Promise<void> {
  const list = form.querySelector<HTMLSelectElement>("[name='near']");
  const [one, other] = (box.dataset["parties"] ?? "").split("\n");
  if (!list || list.options.length > 1 || !one) return;
  const asked = new URLSearchParams({ actor: one, limit: "60", ...(other ? { partner: other } : {}) });
  const told = await ask<{ page: { events: { id: string; who: string; what: string; date_words: string }[] } }>(`/events.json?${asked}`).catch(() => null);
  for (const event of told?.page.events ?? []) {
    if (event.id !== box.dataset["event"]) list.append(make("option", { value: event.id }, `${event.date_words}: ${event.who}, ${event.what}`));
  }
}

const signed = (value: number | null): string => (value === null ? "–" : `${value < -0.05 ? "−" : value > 0.05 ? "+" : ""}${Math.abs(value).toFixed(1)}`);
const level = (one: Numbers | null): string => (one?.level == null ? "–" : `${signed(one.level)} (${signed(one.low)} to ${signed(one.high)})`);

/** What the dyads' numbers were and are. */
function showNumbers(rows: Kept["numbers"], words: string): void {
  const place = document.getElementById("numbers");
  if (!place) return;
  const close = make("button", { type: "button", "aria-label": "Close" }, "×");
  close.addEventListener("click", () => place.replaceChildren());
  const body = rows.map(({ before, after }) => {
    const cells: [string, string][] = [
      [before ? String(before.n_events) : "0", String(after.n_events)],
      [before ? String(before.n_others) : "0", String(after.n_others)],
      [signed(before?.mean_intensity ?? null), signed(after.mean_intensity)],
      [level(before), level(after)],
    ];
    const link = make("a", { href: `/dyads/${after.dyad.map(encodeURIComponent).join("/")}` }, make("bdi", {}, after.names.join(" – ")));
    return make("tr", {}, make("th", { scope: "row" }, link), ...cells.map(([was, is]) => make("td", { class: was === is ? "" : "moved" }, ...(was === is ? [is] : [make("s", {}, was), " → ", make("strong", {}, is)]))));
  });
  const head = make("tr", {}, ...["Dyad", "Happened", "Planned, denied", "Mean intensity", "Level, 90 % band"].map((text) => make("th", { scope: "col" }, text)));
  place.replaceChildren(make("p", {}, make("strong", {}, words), close), ...(body.length ? [make("div", { class: "scroll" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)))] : []));
  if (rows.some(({ after }) => after.behind)) place.append(make("p", { class: "note" }, "The ledger is large: its levels are being measured anew and follow."));
}
