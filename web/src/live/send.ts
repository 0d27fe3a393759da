/** Asking and telling the server; what changes things carries the token of the page. */

export interface Refusal {
  error: string;
  hint: string;
}

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly words: Refusal,
  ) {
    super(words.error);
  }
}

const token = (): string => document.querySelector<HTMLMetaElement>("meta[name='detente-token']")?.content ?? "";

/** Send something that changes the books; a pasted text or verdict as JSON, a file as its bytes. */
export async function send<T>(address: string, what: object | Blob): Promise<T> {
  const file = what instanceof Blob;
  return answer<T>(address, {
    method: "POST",
    headers: { "x-detente-token": token(), accept: "application/json", "content-type": file ? "application/octet-stream" : "application/json" },
    body: file ? what : JSON.stringify(what),
  });
}

export const ask = <T>(address: string): Promise<T> => answer<T>(address, { headers: { accept: "application/json" } });

async function answer<T>(address: string, asked: RequestInit): Promise<T> {
  let got: Response;
  try {
    got = await fetch(address, { ...asked, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Refused(0, { error: "the server does not answer", hint: "is it still running?" });
  }
  const text = await got.text();
  if (!got.ok) throw new Refused(got.status, words(text));
  return JSON.parse(text) as T;
}

function words(text: string): Refusal {
  try {
    const told = JSON.parse(text) as { page?: Partial<Refusal> };
    return { error: told.page?.error ?? "it was refused", hint: told.page?.hint ?? "" };
  } catch {
    return { error: text.slice(0, 300) || "it was refused", hint: "" };
  }
}

/** An element with text and children; text is never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

/** Fetch this page again and put its numbers (`data-refresh`, with an id) in place of those shown. */
export async function refresh(): Promise<void> {
  const got = await fetch(location.pathname + location.search, { credentials: "same-origin", headers: { accept: "text/html" }, cache: "no-store" }).catch(() => null);
  if (!got?.ok) return;
  const fresh = new DOMParser().parseFromString(await got.text(), "text/html");
  for (const part of document.querySelectorAll<HTMLElement>("[data-refresh][id]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    const changed = next.textContent !== part.textContent;
    part.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    if (changed && part.matches("dd, .number")) part.classList.add("fresh");
  }
  document.dispatchEvent(new Event("refreshed"));
}
