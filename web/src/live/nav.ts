/** The further words of the navigation: Escape, or a press beside them, folds them again. */

export function startNav(): void {
  const further = document.querySelector<HTMLDetailsElement>("details.further");
  if (!further) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !further.open) return;
    const inside = further.contains(document.activeElement);
    further.open = false;
    if (inside) further.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !further.contains(event.target)) further.open = false;
  });
}
