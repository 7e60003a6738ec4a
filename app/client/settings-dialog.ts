/** The dialog of what each browser keeps for itself. A change holds at once. */
import { themeNamed } from "../themes.ts";
import { find } from "./element.ts";
import { PANEL_KINDS } from "./panel-kinds.ts";
import { FIRST_SETTINGS, FONTS, readSettings, type Settings, saveSettings } from "./settings.ts";
import { setTheme, themeOf } from "./theme.ts";

export type DialogOptions = { onChange: (settings: Settings) => void; onSample: () => void };

export function settingsDialog(page: Document, first: Settings, { onChange, onSample }: DialogOptions) {
  const dialog = find<HTMLDialogElement>(page, "settings");
  const field = (id: string) => find<HTMLInputElement & HTMLSelectElement>(page, `set-${id}`);
  const show = (settings: Settings) => {
    field("theme").value = themeOf(page);
    field("font").value = settings.font;
    field("own-font").value = settings.ownFont;
    field("size").value = settings.size === null ? "" : String(settings.size);
    field("sound").checked = settings.sound;
    field("plain").checked = settings.plainText;
    for (const kind of PANEL_KINDS)
      field(`panel-${kind}`).checked = settings.panels && !settings.hidden.includes(kind);
    find(page, "own-font-field").hidden = settings.font !== "own";
  };
  const read = (): Settings => {
    const hidden = PANEL_KINDS.filter((kind) => !field(`panel-${kind}`).checked);
    const size = field("size").value;
    return readSettings(
      JSON.stringify({
        font: FONTS.find((font) => font === field("font").value),
        ownFont: field("own-font").value,
        size: size === "" ? null : Number(size),
        panels: hidden.length < PANEL_KINDS.length,
        hidden,
        sound: field("sound").checked,
        plainText: field("plain").checked,
      }),
    );
  };
  show(first);
  let settings = first;
  const take = (next: Settings) => {
    // The world is told differently to those who hear it, so that choice starts the page anew; the game goes on.
    const isAnew = next.plainText !== settings.plainText;
    settings = next;
    saveSettings(localStorage, next);
    if (isAnew) return location.reload();
    find(page, "own-font-field").hidden = next.font !== "own";
    onChange(next);
  };
  dialog.addEventListener("input", ({ target }) => {
    if (target === field("theme")) setTheme(page, themeNamed(field("theme").value));
    take(read());
  });
  const button = (id: string, act: () => void) => find(page, id).addEventListener("click", act);
  button("settings-close", () => dialog.close());
  button("sample", onSample);
  button("settings-reset", () => {
    setTheme(page, "device");
    show(FIRST_SETTINGS);
    take(FIRST_SETTINGS);
  });
  button("plain", () => take({ ...settings, plainText: !settings.plainText }));
  return {
    /** The page is wired: the dialog may be opened. */
    ready() {
      button("settings-button", () => {
        show(readSettings(localStorage.getItem("terminusa.settings")));
        dialog.showModal();
      });
    },
  };
}
