/** Who plays on other servers, as they tell it. Entries that nobody repeats go by themselves. */
import type { AccountId } from "../store/accounts.ts";
import type { Presence } from "./bus.ts";

/** A player not told again for so long (ms) is gone with their server. */
export const PRESENCE_TTL_MS = 45_000;

export type Remote = { accountId: AccountId; fence: number; name: string; room: string; linkDead: boolean };
type Entry = Remote & { server: string; until: number };

export class Roster {
  readonly #players = new Map<AccountId, Entry>();
  readonly #rooms = new Map<string, Set<Entry>>();
  /** Grows whenever a player comes or goes, rather than moves. */
  revision = 0;

  /** Takes in what another server told. `now` is monotonic, in ms. */
  apply({ server, here, gone }: Presence, now: number): void {
    for (const player of here) {
      const known = this.#players.get(player.accountId);
      if (known && known.fence > player.fence) continue;
      if (known) this.#remove(known);
      else this.revision += 1;
      this.#add({ ...player, server, until: now + PRESENCE_TTL_MS });
    }
    for (const { accountId, fence } of gone) {
      const known = this.#players.get(accountId);
      if (known && known.fence <= fence) this.#forget(known);
    }
  }

  /** Forgets who has not been told again in time. */
  expire(now: number): void {
    for (const entry of this.#players.values()) if (entry.until < now) this.#forget(entry);
  }

  /** Whether anyone is there. */
  has(room: string): boolean {
    return (this.#rooms.get(room)?.size ?? 0) > 0;
  }

  in(room: string): Iterable<Remote> {
    return this.#rooms.get(room) ?? [];
  }

  all(): Iterable<Remote> {
    return this.#players.values();
  }

  #add(entry: Entry): void {
    this.#players.set(entry.accountId, entry);
    const there = this.#rooms.get(entry.room);
    if (there) there.add(entry);
    else this.#rooms.set(entry.room, new Set([entry]));
  }

  #forget(entry: Entry): void {
    this.revision += 1;
    this.#remove(entry);
  }

  #remove(entry: Entry): void {
    this.#players.delete(entry.accountId);
    const there = this.#rooms.get(entry.room);
    there?.delete(entry);
    if (there?.size === 0) this.#rooms.delete(entry.room);
  }
}
