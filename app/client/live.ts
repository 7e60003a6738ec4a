/** Keeps a part of the page fresh: `data-live` names where its HTML is told. Without this script a reload does it. */
const EVERY_MS = 10_000;

const parts = [...document.querySelectorAll<HTMLElement>("[data-live]")];

async function refresh(part: HTMLElement): Promise<void> {
  const response = await fetch(part.dataset.live ?? "", { headers: { accept: "application/json" } });
  if (!response.ok) return;
  const { html } = (await response.json()) as { html?: unknown };
  // Whoever is on a link in it keeps the link.
  if (typeof html !== "string" || html === part.dataset.shown || part.contains(document.activeElement))
    return;
  part.dataset.shown = html;
  part.innerHTML = html;
}

const marks = [...document.querySelectorAll<HTMLElement>("[data-mark-at]")];

/** Says that the page has aged, and leaves it to its reader when it changes: nothing moves under a finger. */
async function compare(note: HTMLElement): Promise<void> {
  if (note.firstChild) return;
  const response = await fetch(note.dataset.markAt ?? "");
  if (!response.ok) return;
  const { mark } = (await response.json()) as { mark?: unknown };
  if (typeof mark !== "string" || mark === note.dataset.mark) return;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = note.dataset.refresh ?? "";
  note.append(`${note.dataset.changed ?? ""} `, link);
}

setInterval(() => {
  if (document.hidden || !navigator.onLine) return;
  // The next time asks again.
  for (const part of parts) refresh(part).catch(() => undefined);
  for (const note of marks) compare(note).catch(() => undefined);
}, EVERY_MS);
