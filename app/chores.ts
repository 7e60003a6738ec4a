/** What the web server does now and then without being asked. */
import type { Redis } from "ioredis";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { announceDone, announceWords } from "../store/deeds/announce.ts";
import { forgetFormDeeds } from "../store/deeds/form.ts";
import { countEconomy } from "../store/economy/count.ts";
import { proveWhenDue } from "../store/economy/proofs.ts";
import { giveUpExpiredGuests } from "../store/guests.ts";
import { deleteOldChat } from "../store/old-chat.ts";
import { type Awarded, awardTitles } from "../store/season-titles.ts";
import { tally } from "../store/tally.ts";

const EVERY_MS = 60_000;
/** After the start, so that a deploy of many servers doesn't begin with it. */
const FIRST_MS = 5_000;
/** Servers share the work: whoever comes sooner than this after another leaves it. */
const SHARED_MS = EVERY_MS * 0.9;

/** Begins after a few seconds and goes on each minute; call the answer to stop. */
export function startChores(
  { pool, redis, log }: { pool: Pool; redis: Redis; log: Logger },
  { chatDays }: { chatDays: number },
): () => void {
  const once = () =>
    doChores({ pool, redis }, chatDays).catch((error) => log.warn({ err: error }, "chores not done"));
  let timer = setTimeout(async function again() {
    await once();
    timer = setTimeout(again, EVERY_MS);
    timer.unref();
  }, FIRST_MS);
  timer.unref();
  return () => clearTimeout(timer);
}

async function doChores({ pool, redis }: { pool: Pool; redis: Redis }, chatDays: number): Promise<void> {
  const counted = await tally(pool, SHARED_MS);
  if (counted === null) return;
  await tellAwards(redis, await awardTitles(pool));
  await forgetFormDeeds(pool);
  await giveUpExpiredGuests(pool);
  await deleteOldChat(pool, chatDays);
  await countEconomy(pool);
  await proveWhenDue(pool);
}

/** The game hears who wears a season's title from now on, and everyone who was first. */
async function tellAwards(redis: Redis, awards: readonly Awarded[]): Promise<void> {
  for (const { id, title } of awards) {
    const text = `[System] You end a season: title ${title.toLowerCase()} wears "${title}".`;
    await announceDone(redis, { changed: [id], tells: [{ to: id, text }] });
  }
  for (const { board, place, name, season } of awards)
    if (board === "points" && place === 1) {
      const words = `Season ${season} is over. First of all hunters: ${name}. top season ${season}`;
      // Heard or not: the standings have it.
      await announceWords(redis, words).catch(() => {});
    }
}
