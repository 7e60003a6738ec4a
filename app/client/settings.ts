/** What a player has set for this browser. Read with care: anybody may have written there, an older version too. */
import { PANEL_KINDS, type PanelKind } from "./panel-kinds.ts";

const KEY = "terminusa.settings";
export const SMALLEST = 11;
export const LARGEST = 32;
const LONGEST_FONT = 60;

export const FONTS = ["system", "typewriter", "own"] as const;
type Font = (typeof FONTS)[number];

export type Settings = {
  font: Font;
  /** The name of a font on the player's device, for `own`. */
  ownFont: string;
  /** Pixels; null for what fits the screen. */
  size: number | null;
  /** Whether panels are shown at all, and which are not. */
  panels: boolean;
  hidden: readonly PanelKind[];
  sound: boolean;
  plainText: boolean;
};

export const FIRST_SETTINGS: Settings = {
  font: "system",
  ownFont: "",
  size: null,
  panels: true,
  hidden: [],
  sound: false,
  plainText: false,
};

type Kept = Pick<Storage, "getItem" | "setItem">;

/** What `text` says as far as it makes sense; the rest is as at first. */
export function readSettings(text: string | null): Settings {
  const asked = parsed(text);
  const { font, ownFont, size, panels, hidden, sound, plainText } = asked;
  return {
    font: FONTS.find((known) => known === font) ?? FIRST_SETTINGS.font,
    ownFont: typeof ownFont === "string" ? ownFont.slice(0, LONGEST_FONT) : "",
    size: typeof size === "number" && size >= SMALLEST && size <= LARGEST ? Math.round(size) : null,
    panels: panels !== false,
    hidden: Array.isArray(hidden) ? PANEL_KINDS.filter((kind) => hidden.includes(kind)) : [],
    sound: sound === true,
    plainText: plainText === true,
  };
}

/** In a browser that keeps nothing, a game is played with what is set at first. */
export function loadSettings(kept: Kept): Settings {
  try {
    return readSettings(kept.getItem(KEY));
  } catch {
    return FIRST_SETTINGS;
  }
}

export function saveSettings(kept: Kept, settings: Settings): void {
  try {
    kept.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage is forbidden or full: the choice holds until the page is left.
  }
}

/** The value of font-family. A name of the player's own is a string, so it can't be anything else. */
export function fontFamily({ font, ownFont }: Settings, system: string): string {
  if (font === "typewriter") return `"Courier New", "Nimbus Mono PS", Courier, ${system}`;
  const name = ownFont.replace(/[^\p{L}\p{N} ._-]/gu, "").trim();
  return font === "own" && name !== "" ? `"${name}", ${system}` : system;
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
