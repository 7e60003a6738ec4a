/** Guilds: founding, joining, ranks, leaving. */

import type { GuildDeed } from "../../game/guilds/deeds.ts";
import { FOUNDING, type Guild, guildXp, sizeOf } from "../../game/guilds/guild.ts";
import {
  type GuildRank,
  isBelow,
  may,
  notAllowed,
  type Permission,
  stepped,
} from "../../game/guilds/rank.ts";
import { progress } from "../../game/guilds/work.ts";
import { count } from "../../game/hunter/counters.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { money } from "../../game/money/amount.ts";
import { payCrystals, tooPoor } from "../../game/money/pay.ts";
import { rows } from "../../game/rows.ts";
import {
  addGuild,
  addMember,
  findGuild,
  guildInviting,
  guildMembers,
  guildNamed,
  inviteMember,
  lockGuild,
  logInGuild,
  rankIn,
  removeGuild,
  removeMember,
  setRank,
} from "../guilds.ts";
import { hunterNamed } from "../names.ts";
import { type Decision, type Locking, type Looking, type Queryable, refuse, type Scene } from "./deed.ts";

type Of<Name extends GuildDeed["do"]> = Extract<GuildDeed, { do: Name }>;
/** The actor's guild, locked, and the rank in it. */
export type Seat = { guild: Guild; rank: GuildRank };

const NONE = "You are in no guild. guild found <name> founds one; guild accept joins one that invites you.";

/** The one whom the deed names. */
async function other(db: Queryable, _actor: Hunter, { name }: { name: string }): Promise<string[]> {
  const found = await hunterNamed(db, name);
  return found ? [found.id] : [];
}

/** A rule for members who may do `what`. */
export function asMember<D>(
  what: Permission,
  decide: (scene: Scene, seat: Seat, deed: D) => Promise<Decision>,
  involves: Locking<D>["involves"] = async () => [],
): Locking<D> {
  return {
    involves,
    async decide(scene, deed) {
      const { actor, client } = scene;
      const guild = actor.guild === null ? null : await lockGuild(client, actor.guild);
      const rank = guild && (await rankIn(client, guild.id, actor.id));
      if (!guild || !rank) return refuse(NONE);
      return may(rank, what) ? decide(scene, { guild, rank }, deed) : refuse(notAllowed(what));
    },
  };
}

export const lookAtGuild: Looking<Of<"guild">> = {
  async look({ db, actor, around }, { name }) {
    const guild =
      name === null ? actor.guild && (await findGuild(db, actor.guild)) : await guildNamed(db, name);
    if (!guild)
      return name === null
        ? { text: `[System] ${NONE}` }
        : refuse(`There is no guild "${name.slice(0, 24)}".`);
    const members = await guildMembers(db, guild.id);
    const own = members.some(({ id }) => id === actor.id);
    const online = new Set(around.online().names);
    const cells = members.map((one) => [
      one.name,
      one.rank,
      `level ${one.level}`,
      online.has(one.name) ? "in the city" : "",
    ]);
    return {
      text: [
        `[System] ${guild.name}, level ${guild.level} (${guild.xp} of ${guildXp(guild.level)} xp). ${members.length} of ${sizeOf(guild.level)} members.`,
        ...rows(cells, actor.screenReader),
        ...(own
          ? [
              `Bank: ${money(guild.crystals, "crystals")}. Work: ${guild.work ? progress(guild.work) : "none"}.`,
            ]
          : []),
      ].join("\n"),
    };
  },
};

export const foundGuild: Locking<Of<"guild-found">> = {
  involves: async () => [],
  async decide({ client, actor }, { name, yes }) {
    if (actor.guild !== null && (await findGuild(client, actor.guild)))
      return refuse("You are in a guild. guild leave first.");
    const paid = payCrystals(actor, FOUNDING, "guild");
    if (!paid) return refuse(tooPoor(actor, FOUNDING));
    if (!yes)
      return refuse(
        `Founding ${name} costs ${money(FOUNDING, "crystals")}. guild found ${name.toLowerCase()} yes`,
      );
    const id = await addGuild(client, name);
    if (id === null) return refuse(`There is a guild ${name} already. Choose another name.`);
    await addMember(client, id, actor.id, "leader");
    await logInGuild(client, id, `${actor.name} founds ${name}.`);
    return {
      text: `Quill writes the name in the last free margin.\n[System] ${name} is founded. guild invite <hunter>`,
      hunters: [count({ ...paid.hunter, guild: id }, ["guild-joined", 1])],
      movements: paid.movements,
    };
  },
};

export const inviteToGuild = asMember<Of<"guild-invite">>(
  "invite",
  async ({ client, actor }, { guild }, { name }) => {
    const guest = await hunterNamed(client, name);
    if (!guest) return refuse(`Nobody is called "${name.slice(0, 20)}".`);
    if (guest.guild !== null) return refuse(`${guest.name} is in a guild.`);
    await inviteMember(client, guild.id, guest.id, actor.name);
    const text = `[System] ${actor.name} invites you to ${guild.name}. guild accept ${guild.name.toLowerCase()}`;
    return { text: `[System] ${guest.name} is invited, for two days.`, tells: [{ to: guest.id, text }] };
  },
);

export const acceptGuild: Locking<Of<"guild-accept">> = {
  involves: async () => [],
  async decide({ client, actor }, { guild: name }) {
    if (actor.guild !== null && (await findGuild(client, actor.guild)))
      return refuse("You are in a guild. guild leave first.");
    const id = await guildInviting(client, actor.id, name);
    const guild = id === null ? null : await lockGuild(client, id);
    if (!guild) return refuse("No guild invites you now.");
    const members = await guildMembers(client, guild.id);
    if (members.length >= sizeOf(guild.level))
      return refuse(`${guild.name} is full: ${members.length} members.`);
    await addMember(client, guild.id, actor.id, "recruit");
    await logInGuild(client, guild.id, `${actor.name} joins.`);
    return {
      text: `[System] You are a recruit of ${guild.name}. gsay talks to the others.`,
      hunters: [count({ ...actor, guild: guild.id }, ["guild-joined", 1])],
      tells: members.map((one) => ({ to: one.id, text: `[System] ${actor.name} joins ${guild.name}.` })),
    };
  },
};

export const leaveGuild: Locking<Of<"guild-leave">> = {
  involves: async () => [],
  async decide({ client, actor }, { yes }) {
    const guild = actor.guild === null ? null : await lockGuild(client, actor.guild);
    const rank = guild && (await rankIn(client, guild.id, actor.id));
    if (!guild || !rank) {
      if (actor.guild === null) return refuse(NONE);
      return { text: "[System] You are in no guild any more.", hunters: [{ ...actor, guild: null }] };
    }
    const members = await guildMembers(client, guild.id);
    if (rank === "leader" && members.length > 1)
      return refuse("Make somebody else the leader first: guild lead <hunter>");
    if (guild.crystals > 0 && members.length === 1) return refuse("Empty the bank first: guild withdraw");
    if (!yes)
      return refuse(`Leave ${guild.name}${members.length === 1 ? " and end it" : ""}? guild leave yes`);
    await removeMember(client, actor.id);
    if (members.length === 1) await removeGuild(client, guild.id);
    else await logInGuild(client, guild.id, `${actor.name} leaves.`);
    return {
      text: `[System] You leave ${guild.name}.`,
      hunters: [{ ...actor, guild: null }],
      tells: members
        .filter(({ id }) => id !== actor.id)
        .map((one) => ({ to: one.id, text: `[System] ${actor.name} leaves ${guild.name}.` })),
    };
  },
};

/** A member below the actor. */
async function below(
  { client, hunters }: Scene,
  { guild, rank }: Seat,
  name: string,
): Promise<{ target: Hunter; rank: GuildRank } | string> {
  const found = await hunterNamed(client, name);
  const target = found && hunters.get(found.id);
  const has = target && (await rankIn(client, guild.id, target.id));
  if (!target || !has) return `Nobody in ${guild.name} is called "${name.slice(0, 20)}".`;
  return isBelow(has, rank) ? { target, rank: has } : `${target.name} is not below you: ${has}.`;
}

export const kickFromGuild = asMember<Of<"guild-kick">>(
  "kick",
  async (scene, seat, { name }) => {
    const found = await below(scene, seat, name);
    if (typeof found === "string") return refuse(found);
    const { target } = found;
    await removeMember(scene.client, target.id);
    await logInGuild(scene.client, seat.guild.id, `${scene.actor.name} puts ${target.name} out.`);
    return {
      text: `[System] ${target.name} is out of ${seat.guild.name}.`,
      hunters: [{ ...target, guild: null }],
      tells: [{ to: target.id, text: `[System] You are out of ${seat.guild.name}.` }],
    };
  },
  other,
);

export const changeRank = asMember<Of<"guild-rank">>(
  "promote",
  async (scene, seat, { name, by }) => {
    const found = await below(scene, seat, name);
    if (typeof found === "string") return refuse(found);
    const { target, rank } = found;
    const next = stepped(rank, by);
    if (!next)
      return refuse(`${target.name} is ${rank}: there is no rank ${by > 0 ? "above to give" : "below"}.`);
    if (!isBelow(next, seat.rank)) return refuse("You can't give your own rank.");
    await setRank(scene.client, target.id, next);
    await logInGuild(scene.client, seat.guild.id, `${scene.actor.name} makes ${target.name} ${next}.`);
    return {
      text: `[System] ${target.name} is ${next} now.`,
      tells: [{ to: target.id, text: `[System] You are ${next} of ${seat.guild.name} now.` }],
    };
  },
  other,
);

export const leadGuild = asMember<Of<"guild-lead">>(
  "lead",
  async (scene, seat, { name }) => {
    const { client, actor } = scene;
    const found = await below(scene, seat, name);
    if (typeof found === "string") return refuse(found);
    // One leader at a time: the index refuses two even within the transaction.
    await setRank(client, actor.id, "officer");
    await setRank(client, found.target.id, "leader");
    await logInGuild(client, seat.guild.id, `${found.target.name} leads from now on.`);
    return {
      text: `[System] ${found.target.name} leads ${seat.guild.name} now; you are an officer.`,
      tells: [{ to: found.target.id, text: `[System] You lead ${seat.guild.name} now.` }],
    };
  },
  other,
);
