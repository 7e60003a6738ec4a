/** What everyone in the city is told at once. */
import { writeDown } from "../audit.ts";
import type { ActDecision, ActScene } from "./act.ts";

export async function announceToAll(
  { client, by }: Pick<ActScene, "client" | "by">,
  text: string,
): Promise<ActDecision> {
  await writeDown(client, { by, action: "announce", reason: text });
  return { text: "[System] Announced.", announces: announcement(text) };
}

/** How players read it. */
export const announcement = (text: string) => `[Announcement] ${text}`;
