/** Buttons that copy: the text of an element, or a link to what the page shows now. */

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button, document.getElementById(button.dataset["copy"] ?? "")?.textContent?.trim() ?? ""));
  }
  for (const form of document.querySelectorAll("form.filter[role='search']")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-link";
    button.title = "All that was chosen here stands in the link";
    button.textContent = "Copy link";
    form.append(button);
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.copy-link")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, link()));
  }
}

/** The address of what is shown; a ticket is nobody else's. */
function link(): string {
  const address = new URL(location.href);
  address.searchParams.delete("token");
  return address.href;
}

function copy(button: HTMLButtonElement, text: string): void {
  if (!navigator.clipboard) return show(button, text);
  void navigator.clipboard.writeText(text).then(
    () => tell(button, "Copied"),
    () => show(button, text),
  );
}

const WORDS = new WeakMap<HTMLButtonElement, string>();

function tell(button: HTMLButtonElement, said: string): void {
  const words = WORDS.get(button) ?? button.textContent ?? "";
  WORDS.set(button, words);
  button.textContent = said;
  setTimeout(() => (button.textContent = words), 1500);
}

/** Where the browser does not let it be copied: the text, marked, for the reader to copy. */
function show(button: HTMLButtonElement, text: string): void {
  const there = button.nextElementSibling;
  const field = there instanceof HTMLInputElement && there.readOnly ? there : document.createElement("input");
  field.readOnly = true;
  field.value = text;
  field.setAttribute("aria-label", "To be copied");
  button.after(field);
  field.select();
}
