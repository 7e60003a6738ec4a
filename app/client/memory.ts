import type { Resume } from "../../game/client-session.ts";
import type { RoomFrame } from "../../game/protocol.ts";
import type { Spoken } from "./speech.ts";

const KEY = "terminusa.resume";
/** What a refreshed page shows of before. */
const MOST_SPOKEN = 120;

export type Memory = { resume: Resume | undefined; spoken: Spoken[]; room: RoomFrame | null };

/** Kept for this tab, so that a refreshed page goes on where it was; another player's is not taken up. */
export function saveMemory(player: string, { resume, spoken, room }: Memory): void {
  spoken.splice(0, spoken.length - MOST_SPOKEN);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ player, resume, spoken, room }));
  } catch {
    // Storage is forbidden or full: the page still goes on after a lost line, only not after a refresh.
  }
}

export function loadMemory(player: string): Memory {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (kept?.player === player && Array.isArray(kept.spoken)) return { ...kept, room: kept.room ?? null };
  } catch {
    // Somebody else's text under our key: the server starts a new session.
  }
  return { resume: undefined, spoken: [], room: null };
}
