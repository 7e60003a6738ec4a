/** Pinning up the operator's news, and taking them down. */
import { writeDown } from "../audit.ts";
import { addNews, removeNews } from "../news.ts";
import type { ActDecision, ActScene } from "./act.ts";

type Scene = Pick<ActScene, "client" | "by">;

/** `title` has 1 to 120 characters, `text` 1 to 4000. */
export async function publishNews(
  { client, by }: Scene,
  { title, text }: { title: string; text: string },
): Promise<ActDecision> {
  const id = await addNews(client, { title, text, byName: by.name });
  await writeDown(client, { by, action: `news ${id} published`, reason: title });
  return { text: "[System] The news is on the home page." };
}

export async function takeDownNews({ client, by }: Scene, id: string): Promise<ActDecision> {
  if (!(await removeNews(client, id))) return { text: "That piece is gone already.", refused: true };
  await writeDown(client, { by, action: `news ${id} removed` });
  return { text: "[System] The news is taken down." };
}
