import type { Resume } from "../../game/client-session.ts";
import type { Spoken } from "./speech.ts";

const KEY = "terminusa.resume";
/** What a refreshed page shows of before. */
const MOST_SPOKEN = 60;

export type Memory = { resume: Resume | undefined; spoken: Spoken[] };

/** Kept for this tab, so that a refreshed page goes on where it was; another player's is not taken up. */
export function saveMemory(player: string, { resume, spoken }: Memory): void {
  spoken.splice(0, spoken.length - MOST_SPOKEN);
  sessionStorage.setItem(KEY, JSON.stringify({ player, resume, spoken }));
}

export function loadMemory(player: string): Memory {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (kept?.player === player && Array.isArray(kept.spoken)) return kept;
  } catch {
    // Somebody else's text under our key: the server starts a new session.
  }
  return { resume: undefined, spoken: [] };
}
