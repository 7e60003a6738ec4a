/** Whether panels are seen: beside the words where there is room, instead of them on a phone. */
import { find } from "./element.ts";
import { PANEL_KINDS } from "./panel-kinds.ts";
import { type Settings, saveSettings } from "./settings.ts";
import { t } from "./words.ts";

/** The width from which panels stand beside the words: play.css has the same. */
const BESIDE = "(min-width: 961px)";

export function panelSheet(page: Document, { onChat }: { onChat: () => void }) {
  const button = find<HTMLButtonElement>(page, "panels-button");
  const count = find(page, "unread");
  const beside = matchMedia(BESIDE);
  let settings: Settings | undefined;
  let open = false;

  const show = () => {
    const { panels = true, hidden = [] } = settings ?? {};
    page.body.classList.toggle("no-panels", !panels);
    page.body.classList.toggle("sheet", open && !beside.matches);
    for (const kind of PANEL_KINDS) page.body.classList.toggle(`hide-${kind}`, hidden.includes(kind));
    button.setAttribute("aria-expanded", String(beside.matches ? panels : open));
    if (beside.matches ? panels : open) onChat();
  };
  const set = (next: Settings) => {
    settings = next;
    show();
  };
  button.addEventListener("click", () => {
    if (!beside.matches) open = !open;
    else if (settings) {
      set({ ...settings, panels: !settings.panels });
      saveSettings(localStorage, settings);
    }
    show();
  });
  beside.addEventListener("change", show);
  return {
    set,
    /** The words again, after a command was chosen from a panel. */
    close() {
      open = false;
      show();
    },
    unread(lines: number) {
      count.textContent = lines > 0 ? ` ${t("play-script.new-lines", { count: lines })}` : "";
    },
  };
}
