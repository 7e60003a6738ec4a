/** A command's answer as JSON text: written once, for the database, the player's line, and a line that comes back. */
import type { ErrorCode, Frame, Panel } from "../game/protocol.ts";
import type { Outcome } from "../game/turn.ts";

/** An `out` or `error` message without the numbers of its delivery, as it is stored with the command. */
export type Answer = string & { readonly brand: "Answer" };

const OUTPUT = '{"t":"out",';

type Words = { text: string; frame?: Frame | undefined; refused?: Outcome["refused"] | undefined };

export function answerOf({ text, frame, refused }: Words): Answer {
  return JSON.stringify({ t: "out", text, frame, refused }) as Answer;
}

export function refusal(code: ErrorCode, text: string): Answer {
  return JSON.stringify({ t: "error", code, text }) as Answer;
}

/** Whether it is output, which is numbered and kept, rather than an error. */
export const isOutput = (answer: Answer): boolean => answer.startsWith(OUTPUT);

export type Delivery = { s?: number; n?: number | undefined; panels?: readonly Panel[] };

/** The message as it is sent: the answer with the numbers of its delivery at its end. */
export function delivered(answer: Answer, { s, n, panels }: Delivery): string {
  let message = answer.slice(0, -1);
  if (panels !== undefined) message += `,"panels":${JSON.stringify(panels)}`;
  if (s !== undefined) message += `,"s":${s}`;
  if (n !== undefined) message += `,"n":${n}`;
  return `${message}}`;
}
