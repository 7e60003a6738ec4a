/** Which lines this server has handed out, so that none is handed out twice when the database is asked for more. */
import type { Frame } from "../game/protocol.ts";
import { heardLine } from "../game/social/channels.ts";
import type { Said } from "../store/chat.ts";

const REMEMBERED = 5_000;

export class ChatLog {
  readonly #ids = new Set<string>();

  /** False when the line was added before. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > REMEMBERED && oldest) this.#ids.delete(oldest);
    return true;
  }
}

export function chatFrame({ id, room, name, text }: Pick<Said, "id" | "room" | "name" | "text">): Frame {
  return { kind: "chat", id: `c${id}`, room, from: name, text };
}

export const chatText = ({ room, name, text }: Pick<Said, "room" | "name" | "text">) =>
  heardLine(room, name, text);
