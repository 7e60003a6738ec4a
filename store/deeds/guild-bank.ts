/** A guild's bank and its common work. */
import type { GuildDeed } from "../../game/guilds/deeds.ts";
import { type Guild, grownBy } from "../../game/guilds/guild.ts";
import { may, notAllowed } from "../../game/guilds/rank.ts";
import { handedIn, newWork, progress, rewardOf, WORKS } from "../../game/guilds/work.ts";
import { count } from "../../game/hunter/counters.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { payment } from "../../game/market/listing.ts";
import { money } from "../../game/money/amount.ts";
import { type LedgerAccount, type Movement, purseOf, taxOn, withMoney } from "../../game/money/movement.ts";
import { purseLine } from "../../game/money/pay.ts";
import { guildLog, guildMembers, logInGuild, memberCounts, writeGuild } from "../guilds.ts";
import { type Decision, type Looking, refuse, type Scene } from "./deed.ts";
import { asMember, type Seat } from "./guild.ts";

type Of<Name extends GuildDeed["do"]> = Extract<GuildDeed, { do: Name }>;

const SHOWN = 20;
const MOST_IN_BANK = 1_000_000_000_000;
const bankOf = ({ id }: Guild): LedgerAccount => `guild:${id}`;

export const deposit = asMember<Of<"guild-deposit">>(
  "deposit",
  async ({ client, actor }, { guild }, { amount }) => {
    if (actor.purse.crystals < amount) return refuse(`You have ${money(actor.purse.crystals, "crystals")}.`);
    if (guild.crystals + amount > MOST_IN_BANK) return refuse("The bank is full.");
    const after = { ...guild, crystals: guild.crystals + amount };
    await writeGuild(client, after);
    await logInGuild(
      client,
      guild.id,
      `${actor.name} deposits ${money(amount, "crystals")}: ${after.crystals}.`,
    );
    const poorer = count(withMoney(actor, "crystals", -amount), ["guild-given", amount]);
    return {
      text: `[System] Deposited ${amount}. The bank has ${after.crystals}. ${purseLine(poorer)}`,
      hunters: [poorer],
      movements: payment(purseOf(actor), bankOf(guild), amount, 0, "guild"),
    };
  },
);

export const withdraw = asMember<Of<"guild-withdraw">>(
  "withdraw",
  async ({ client, actor }, { guild }, { amount }) => {
    if (guild.crystals < amount) return refuse(`The bank has ${money(guild.crystals, "crystals")}.`);
    const tax = Math.min(amount, taxOn(amount, true));
    const after = { ...guild, crystals: guild.crystals - amount };
    await writeGuild(client, after);
    await logInGuild(
      client,
      guild.id,
      `${actor.name} withdraws ${money(amount, "crystals")}: ${after.crystals}.`,
    );
    const richer = count(withMoney(actor, "crystals", amount - tax), ["tax-paid", tax]);
    return {
      text: `[System] Withdrawn ${amount} (${tax} tax). The bank has ${after.crystals}. ${purseLine(richer)}`,
      hunters: [richer],
      movements: payment(bankOf(guild), purseOf(actor), amount, tax, "guild"),
    };
  },
);

export const lookAtLog: Looking<Of<"guild-log">> = {
  async look({ db, actor }) {
    if (actor.guild === null) return refuse("You are in no guild.");
    const lines = await guildLog(db, actor.guild, SHOWN);
    const told = lines.map(({ at, text }) => `${at.toISOString().slice(0, 16).replace("T", " ")}  ${text}`);
    return { text: told.join("\n") || "[System] Nothing in the log." };
  },
};

export const workTogether = asMember<Of<"guild-work">>("deposit", async (scene, seat, { take }) => {
  const { guild, rank } = seat;
  if (take === null) return guild.work ? contribute(scene, seat) : refuse(noWork(rank));
  if (!may(rank, "work")) return refuse(notAllowed("work"));
  if (guild.work) return refuse(`Your guild is at it: ${progress(guild.work)}.`);
  const work = newWork(take, guild.level, await memberCounts(scene.client, guild.id));
  await writeGuild(scene.client, { ...guild, work });
  await logInGuild(scene.client, guild.id, `${scene.actor.name} takes on work: ${progress(work)}.`);
  return toldGuild(
    scene,
    guild,
    `[System] ${guild.name} has work: ${progress(work)}. guild work hands in yours.`,
  );
});

const noWork = (rank: Seat["rank"]) =>
  may(rank, "work")
    ? `Your guild has no work. guild work ${WORKS.join(", guild work ")}`
    : "Your guild has no work. An officer takes it on.";

async function contribute(scene: Scene, { guild }: Seat): Promise<Decision> {
  const { client, actor } = scene;
  if (!guild.work) return refuse("Your guild has no work.");
  const { work, more } = handedIn(guild.work, actor);
  if (work.done < work.need) {
    await writeGuild(client, { ...guild, work });
    return { text: `[System] ${progress(work)}; ${more} of it handed in by you now.` };
  }
  const reward = rewardOf(guild.level);
  const tax = taxOn(reward.crystals, true);
  const grown = grownBy(
    { ...guild, work: null, crystals: guild.crystals + reward.crystals - tax },
    reward.xp,
  );
  await writeGuild(client, grown.guild);
  await logInGuild(
    client,
    guild.id,
    `The work is done: ${progress(work)}. ${reward.crystals - tax} crystals for the bank.`,
  );
  const level = grown.levels > 0 ? ` ${guild.name} is level ${grown.guild.level} now.` : "";
  const decision = await toldGuild(
    scene,
    guild,
    `[System] The guild's work is done. ${reward.xp} guild xp · ${reward.crystals - tax} crystals for the bank (${tax} tax).${level}`,
  );
  return { ...decision, movements: minted(guild, reward.crystals, tax) };
}

function minted(guild: Guild, crystals: number, tax: number): Movement[] {
  return payment("mint", bankOf(guild), crystals, tax, "guild");
}

async function toldGuild({ client, actor }: Scene, guild: Guild, text: string): Promise<Decision> {
  const members = await guildMembers(client, guild.id);
  const others = members.filter(({ id }) => id !== actor.id);
  return { text, tells: others.map(({ id }: Pick<Hunter, "id">) => ({ to: id, text })) };
}
