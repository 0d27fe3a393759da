/** Buttons that copy the text of an element; without them the text can be marked as any other. */

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const words = button.textContent ?? "";
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset["copy"] ?? "")?.textContent ?? "";
      void navigator.clipboard.writeText(text.trim()).then(
        () => tell(button, "Copied", words),
        () => tell(button, "The browser does not allow it", words),
      );
    });
  }
}

function tell(button: HTMLButtonElement, said: string, words: string): void {
  button.textContent = said;
  setTimeout(() => (button.textContent = words), 1500);
}
