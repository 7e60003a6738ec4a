/** Moderation: every act is on the record, and nobody acts on their equals or betters. */
import type { PoolClient } from "pg";
import type { Hunter, Role } from "../../game/hunter/hunter.ts";
import { earn } from "../../game/money/movement.ts";
import { rows } from "../../game/rows.ts";
import { heardChannels } from "../../game/social/channels.ts";
import type { OrderDeed } from "../../game/social/deeds.ts";
import { placeOf } from "../../game/town.ts";
import * as acts from "../acts/account.ts";
import { type Act, type Actor, aboveReach, atLeast } from "../acts/act.ts";
import { announceToAll } from "../acts/announcement.ts";
import { resolveReport } from "../acts/report.ts";
import { readRecord, writeDown } from "../audit.ts";
import { charactersOf, roleOf } from "../moderation.ts";
import { hunterNamed } from "../names.ts";
import { addReport, openReports, openReportsBy } from "../reports.ts";
import { type Decision, type Locking, type Looking, type Queryable, refuse } from "./deed.ts";

type Of<Name extends OrderDeed["do"]> = Extract<OrderDeed, { do: Name }>;

const NOT_YOURS = "That is not for you to do.";
const MOST_OPEN_REPORTS = 5;
const SHOWN = 20;

const may = ({ role }: Hunter, least: Role) => atLeast(role, least);
const nobody = (name: string): Decision => refuse(`Nobody is called "${name.slice(0, 20)}".`);

/** All hunters of the account of the named one. */
async function account(db: Queryable, _actor: Hunter, { name }: { name: string }): Promise<string[]> {
  const found = await hunterNamed(db, name);
  return found ? charactersOf(db, found.accountId) : [];
}

/** Who acts, for the record: under the hunter's name. */
async function actorOf(client: PoolClient, { id, name, role }: Hunter): Promise<Actor> {
  const { rows } = await client.query('SELECT account_id AS "accountId" FROM characters WHERE id = $1', [id]);
  return { accountId: rows[0].accountId, name, role, via: "game" };
}

/** A rule about the account of the hunter of that name; `least` is the role that may do it. */
function about<D extends { name: string }>(least: Role, actOf: (deed: D) => Act): Locking<D> {
  return {
    involves: account,
    async decide({ client, actor, now, hunters }, deed) {
      if (!may(actor, least)) return refuse(NOT_YOURS);
      const found = await hunterNamed(client, deed.name);
      if (!found) return nobody(deed.name);
      const target = { ...found, role: await roleOf(client, found.accountId) };
      const by = await actorOf(client, actor);
      const why = aboveReach(by, target);
      if (why !== null) return refuse(why);
      // All others in the scene are of the one account.
      const others = [...hunters.values()].filter(({ id }) => id !== actor.id);
      return actOf(deed)({ client, now, by, target, hunters: others });
    },
  };
}

export const report: Locking<Of<"report">> = {
  involves: async () => [],
  async decide({ client, actor, catalog }, { name, reason }) {
    const target = await hunterNamed(client, name);
    if (!target) return nobody(name);
    if (target.id === actor.id) return refuse("You can't report yourself. It does you credit.");
    if ((await openReportsBy(client, actor.name)) >= MOST_OPEN_REPORTS)
      return refuse(`${MOST_OPEN_REPORTS} of your reports are open. Wait until one is answered.`);
    const place = placeOf(catalog.town, actor.room).name;
    const channels = heardChannels(actor);
    const id = await addReport(client, { by: actor, about: target, reason, place, channels });
    return {
      text: `[System] Report ${id} about ${target.name} is with the moderators. ignore ${target.name.toLowerCase()} helps at once.`,
    };
  },
};

export const listReports: Looking<Of<"reports">> = {
  async look({ db, actor }) {
    if (!may(actor, "moderator")) return refuse(NOT_YOURS);
    const open = await openReports(db, SHOWN);
    const cells = open.map(({ id, by, about: whom, reason, place, at, claimedBy }) => [
      String(id),
      minute(at),
      `${whom}, by ${by} (${place})${claimedBy === null ? "" : `, ${claimedBy} looks at it`}`,
      reason,
    ]);
    if (cells.length === 0) return { text: "[System] No report is open." };
    return {
      text: [
        "[System] Open reports:",
        ...rows(cells, actor.screenReader),
        `reports ${open[0]?.id} <outcome> closes one.`,
      ].join("\n"),
    };
  },
};

export const endReport: Locking<Of<"close-report">> = {
  involves: async () => [],
  async decide({ client, actor }, { id, outcome }) {
    if (!may(actor, "moderator")) return refuse(NOT_YOURS);
    return resolveReport({ client, by: await actorOf(client, actor) }, id, outcome);
  },
};

export const note: Locking<Of<"note">> = about<Of<"note">>("moderator", acts.noteOn);

export const record: Looking<Of<"record">> = {
  async look({ db, actor }, { name }) {
    if (!may(actor, "moderator")) return refuse(NOT_YOURS);
    const entries = await readRecord(db, name, SHOWN);
    if (entries.length === 0) return { text: "[System] Nothing on record." };
    const cells = entries.map(({ at, by, action, about: whom, reason, until }) => [
      minute(at),
      `${by}: ${action}${whom ? ` ${whom}` : ""}`,
      until ? `until ${minute(until)}` : "",
      reason,
    ]);
    return { text: ["[System] On record, the latest first:", ...rows(cells, actor.screenReader)].join("\n") };
  },
};

export const mute: Locking<Of<"mute">> = about<Of<"mute">>("moderator", acts.mute);
export const unmute: Locking<Of<"unmute">> = about<Of<"unmute">>("moderator", () => acts.unmute);
export const kick: Locking<Of<"kick">> = about<Of<"kick">>("moderator", acts.kick);
export const ban: Locking<Of<"ban">> = about<Of<"ban">>("moderator", acts.ban);
export const unban: Locking<Of<"unban">> = about<Of<"unban">>("moderator", () => acts.unban);
export const appoint: Locking<Of<"appoint">> = about<Of<"appoint">>("operator", acts.appoint);

export const grant: Locking<Of<"grant">> = {
  involves: account,
  async decide(scene, { name, exons, reason }) {
    const { client, actor, hunters } = scene;
    if (!may(actor, "operator")) return refuse(NOT_YOURS);
    const found = await hunterNamed(client, name);
    const target = found && hunters.get(found.id);
    if (!target) return nobody(name);
    const given = earn(target, "exons", exons, "grant", { untaxed: true });
    const by = await actorOf(client, actor);
    await writeDown(client, { by, action: `grant ${exons} exons`, about: found, reason });
    return {
      text: `[System] ${target.name} has ${exons} exons more.`,
      hunters: [given.hunter],
      movements: given.movements,
      tells:
        target.id === actor.id
          ? []
          : [{ to: target.id, text: `[System] You are given ${exons} exons: ${reason}` }],
    };
  },
};

export const announce: Locking<Of<"announce">> = {
  involves: async () => [],
  async decide({ client, actor }, { text }) {
    if (!may(actor, "moderator")) return refuse(NOT_YOURS);
    return announceToAll({ client, by: await actorOf(client, actor) }, text);
  },
};

const minute = (at: Date) => at.toISOString().slice(0, 16).replace("T", " ");
