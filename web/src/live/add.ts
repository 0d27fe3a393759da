/** Adding articles: drop, choose or paste them, and see what becomes of each. */

import { ask, make, Refused, send } from "./send";

interface Found {
  outcome: string;
  title: string;
  document: string;
  n_events: number;
  words: string;
}

interface Job {
  number: number;
  name: string;
  size: number;
  state: "coming" | "waiting" | "working" | "done" | "failed";
  counts: Record<string, number>;
  n_events: number;
  found: Found[];
  words: string;
}

const PACE = 700;
const STATES = { coming: "coming in", waiting: "waiting", working: "being read", done: "done", failed: "not added" };

export function startAdd(): void {
  const drop = document.querySelector<HTMLFormElement>("#drop");
  const paste = document.querySelector<HTMLFormElement>("#paste");
  const picker = document.querySelector<HTMLInputElement>("#files");
  if (!drop || !paste || !picker) return;
  const limit = Number(drop.dataset["limit"]) * 2 ** 20;
  const refused: Job[] = [];
  let asking = false;

  const give = async (files: Iterable<File>): Promise<void> => {
    for (const file of files) {
      try {
        if (file.size > limit) throw new Refused(413, { error: `it is larger than ${drop.dataset["limit"]} MB`, hint: "`detente run` reads larger files" });
        await send(`/articles?${new URLSearchParams({ name: file.name })}`, file);
      } catch (fault) {
        refused.unshift(refusal(file.name, fault));
      }
      void follow();
    }
  };

  const follow = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      for (;;) {
        const told = await ask<{ busy: boolean; jobs: Job[] }>("/jobs.json");
        draw([...refused, ...told.jobs]);
        if (!told.busy) break;
        await new Promise((go) => setTimeout(go, PACE));
      }
    } catch (fault) {
      refused.unshift(refusal("progress", fault));
      draw(refused);
    } finally {
      asking = false;
    }
  };

  picker.addEventListener("change", () => {
    void give([...(picker.files ?? [])]).then(() => {
      picker.value = "";
    });
  });
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!(event as DragEvent).dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void give([...event.dataTransfer.files]);
  });
  drop.addEventListener("submit", (event) => event.preventDefault());
  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(paste)) as Record<string, string>;
    send("/articles", given)
      .then(() => paste.reset())
      .catch((fault: unknown) => {
        refused.unshift(refusal(given["title"] || "the text", fault));
      })
      .finally(() => void follow());
  });
  void ask<{ jobs: Job[] }>("/jobs.json")
    .then((told) => {
      if (told.jobs.length) void follow();
    })
    .catch(() => undefined);
}

function refusal(name: string, fault: unknown): Job {
  const words = fault instanceof Refused ? [fault.words.error, fault.words.hint].filter(Boolean).join(": ") : String(fault);
  return { number: 0, name, size: 0, state: "failed", counts: {}, n_events: 0, found: [], words };
}

function draw(jobs: Job[]): void {
  const list = document.querySelector("#jobs");
  const sum = document.querySelector("#jobs-sum");
  const section = document.querySelector<HTMLElement>("#progress");
  if (!list || !sum || !section) return;
  section.hidden = jobs.length === 0;
  const open = jobs.filter((job) => ["coming", "waiting", "working"].includes(job.state)).length;
  const add = (name: string): number => jobs.reduce((total, job) => total + (job.counts[name] ?? 0), 0);
  const events = jobs.reduce((total, job) => total + job.n_events, 0);
  const failed = add("rejected") + jobs.filter((job) => job.state === "failed" && !job.counts["rejected"]).length;
  sum.textContent = [
    open ? `${many(open, "file")} to go` : "All done",
    `${many(add("stored"), "article")} stored`,
    many(events, "event"),
    `${add("duplicate") + add("known")} there already`,
    `${failed} refused`,
  ].join(" · ");
  list.replaceChildren(...jobs.map(line));
}

function line(job: Job): HTMLElement {
  const useless = job.state === "done" && !job.counts["stored"] && !job.counts["duplicate"] && !job.counts["known"];
  const state = make("span", { class: `state ${useless ? "failed" : job.state}` }, useless ? "nothing could be kept" : STATES[job.state]);
  const head = make("p", { class: "head" }, make("bdi", {}, job.name), " ", state);
  const row = make("li", { class: job.state }, head);
  if (job.state === "working") row.append(make("progress", { "aria-label": `${job.name} is being read` }));
  if (job.words) row.append(make("p", { class: "words" }, make("bdi", {}, job.words)));
  if (job.found.length) row.append(make("ul", {}, ...job.found.map(found)));
  const more = Object.values(job.counts).reduce((total, n) => total + n, 0) - job.found.length;
  if (more > 0) row.append(make("p", { class: "muted" }, `and ${many(more, "other article")}`));
  return row;
}

function found(one: Found): HTMLElement {
  const name = make("bdi", {}, one.title);
  const what = one.document ? make("a", { href: `/articles/${encodeURIComponent(one.document)}` }, name) : name;
  const words: Record<string, string> = {
    stored: one.n_events ? many(one.n_events, "event") : "no event found",
    duplicate: "its text is there already",
    known: "added before",
    rejected: one.words,
  };
  return make("li", { class: one.outcome }, make("span", { class: "outcome" }, one.outcome), " ", what, make("span", { class: "muted" }, ` ${words[one.outcome] ?? ""}`));
}

const many = (n: number, word: string): string => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
