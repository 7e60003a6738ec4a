/** Moderation: every act is on the record, and nobody acts on their equals or betters. */
import type { Hunter, Role } from "../../game/hunter/hunter.ts";
import { earn } from "../../game/money/movement.ts";
import { rows } from "../../game/rows.ts";
import type { OrderDeed } from "../../game/social/deeds.ts";
import { lasting } from "../../game/social/speaking.ts";
import { placeOf } from "../../game/town.ts";
import {
  addReport,
  appointAccount,
  banAccount,
  banText,
  charactersOf,
  closeReport,
  cutOff,
  openReports,
  openReportsBy,
  readRecord,
  roleOf,
  unbanAccount,
  writeDown,
} from "../moderation.ts";
import { hunterNamed, type Named } from "../names.ts";
import { type Decision, type Locking, type Looking, type Queryable, refuse, type Scene } from "./deed.ts";

type Of<Name extends OrderDeed["do"]> = Extract<OrderDeed, { do: Name }>;

const RANKS: readonly Role[] = ["player", "moderator", "operator"];
const NOT_YOURS = "That is not for you to do.";
const MOST_OPEN_REPORTS = 5;
const SHOWN = 20;
const MINUTE_MS = 60_000;

const may = ({ role }: Hunter, least: Role) => RANKS.indexOf(role) >= RANKS.indexOf(least);
const nobody = (name: string): Decision => refuse(`Nobody is called "${name.slice(0, 20)}".`);

/** All hunters of the account of the named one. */
async function account(db: Queryable, _actor: Hunter, { name }: { name: string }): Promise<string[]> {
  const found = await hunterNamed(db, name);
  return found ? charactersOf(db, found.accountId) : [];
}

/** A rule about somebody's account; `least` is the role that may do it. */
function about<D extends { name: string }>(
  least: Role,
  decide: (scene: Scene, target: Named, deed: D) => Promise<Decision>,
): Locking<D> {
  return {
    involves: account,
    async decide(scene, deed) {
      if (!may(scene.actor, least)) return refuse(NOT_YOURS);
      const target = await hunterNamed(scene.client, deed.name);
      if (!target) return nobody(deed.name);
      const rank = RANKS.indexOf(await roleOf(scene.client, target.accountId));
      if (scene.actor.id === target.id || rank >= RANKS.indexOf(scene.actor.role))
        return refuse(`${target.name} is not below you: an operator has to do that.`);
      return decide(scene, target, deed);
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
    const id = await addReport(client, { by: actor.name, about: target.name, reason, place });
    return {
      text: `[System] Report ${id} about ${target.name} is with the moderators. ignore ${target.name.toLowerCase()} helps at once.`,
    };
  },
};

export const listReports: Looking<Of<"reports">> = {
  async look({ db, actor }) {
    if (!may(actor, "moderator")) return refuse(NOT_YOURS);
    const open = await openReports(db, SHOWN);
    const cells = open.map(({ id, by, about: whom, reason, place, at }) => [
      String(id),
      minute(at),
      `${whom}, by ${by} (${place})`,
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
    const whom = await closeReport(client, id, actor.name, outcome);
    if (whom === null) return refuse("No such open report. reports");
    await writeDown(client, { by: actor.name, action: `report ${id}`, about: whom, reason: outcome });
    return { text: `[System] Report ${id} is closed.` };
  },
};

export const note: Locking<Of<"note">> = about<Of<"note">>(
  "moderator",
  async ({ client, actor }, target, { text }) => {
    await writeDown(client, { by: actor.name, action: "note", about: target.name, reason: text });
    return { text: `[System] Noted on ${target.name}.` };
  },
);

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

export const mute: Locking<Of<"mute">> = about<Of<"mute">>(
  "moderator",
  async (scene, target, { minutes, reason }) => {
    const until = scene.now + minutes * MINUTE_MS;
    await writeDown(scene.client, {
      by: scene.actor.name,
      action: "mute",
      about: target.name,
      reason,
      until: new Date(until),
    });
    return {
      text: `[System] ${target.name} is muted for ${lasting(minutes)}.`,
      hunters: mutedUntil(scene, until),
      tells: [{ to: target.id, text: `[System] You are muted for ${lasting(minutes)}: ${reason}` }],
    };
  },
);

export const unmute: Locking<Of<"unmute">> = about<Of<"unmute">>("moderator", async (scene, target) => {
  await writeDown(scene.client, { by: scene.actor.name, action: "unmute", about: target.name });
  return {
    text: `[System] ${target.name} is heard again.`,
    hunters: mutedUntil(scene, 0),
    tells: [{ to: target.id, text: "[System] You are heard again." }],
  };
});

/** All others in the scene are of the one account. */
const mutedUntil = ({ hunters, actor }: Scene, until: number): Hunter[] =>
  [...hunters.values()]
    .filter(({ id }) => id !== actor.id)
    .map((hunter) => ({ ...hunter, annals: { ...hunter.annals, mutedUntil: until } }));

export const kick: Locking<Of<"kick">> = about<Of<"kick">>(
  "moderator",
  async ({ client, actor }, target, { reason }) => {
    await cutOff(client, target.accountId);
    await writeDown(client, { by: actor.name, action: "kick", about: target.name, reason });
    return {
      text: `[System] ${target.name}'s line is closed.`,
      revokes: {
        accountId: target.accountId,
        reason: `A moderator has closed your line: ${reason}`,
        all: false,
      },
    };
  },
);

export const ban: Locking<Of<"ban">> = about<Of<"ban">>(
  "moderator",
  async (scene, target, { minutes, reason }) => {
    const until = minutes === null ? null : new Date(scene.now + minutes * MINUTE_MS);
    await banAccount(scene.client, target.accountId, { until, reason });
    await writeDown(scene.client, {
      by: scene.actor.name,
      action: until ? "ban" : "ban for good",
      about: target.name,
      reason,
      until,
    });
    const time = minutes === null ? "for good" : `for ${lasting(minutes)}`;
    return {
      text: `[System] ${target.name} is banned ${time}.`,
      revokes: { accountId: target.accountId, reason: banText({ until, reason }), all: true },
    };
  },
);

export const unban: Locking<Of<"unban">> = about<Of<"unban">>(
  "moderator",
  async ({ client, actor }, target) => {
    if (!(await unbanAccount(client, target.accountId))) return refuse(`${target.name} is not banned.`);
    await writeDown(client, { by: actor.name, action: "unban", about: target.name });
    return { text: `[System] ${target.name} may log in again.` };
  },
);

export const appoint: Locking<Of<"appoint">> = about<Of<"appoint">>(
  "operator",
  async ({ client, actor }, target, { role }) => {
    await appointAccount(client, target.accountId, role);
    // What was opened under the old role must not go on under it.
    await cutOff(client, target.accountId);
    await writeDown(client, { by: actor.name, action: `appoint ${role}`, about: target.name });
    return {
      text: `[System] ${target.name}'s account is ${role} now.`,
      revokes: {
        accountId: target.accountId,
        reason: `Your account is ${role} now. Log in again.`,
        all: false,
      },
    };
  },
);

export const grant: Locking<Of<"grant">> = {
  involves: account,
  async decide(scene, { name, exons, reason }) {
    const { client, actor, hunters } = scene;
    if (!may(actor, "operator")) return refuse(NOT_YOURS);
    const found = await hunterNamed(client, name);
    const target = found && hunters.get(found.id);
    if (!target) return nobody(name);
    const given = earn(target, "exons", exons, "grant", { untaxed: true });
    await writeDown(client, { by: actor.name, action: `grant ${exons} exons`, about: target.name, reason });
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
    await writeDown(client, { by: actor.name, action: "announce", about: null, reason: text });
    return { text: "[System] Announced.", announces: `[Announcement] ${text}` };
  },
};

const minute = (at: Date) => at.toISOString().slice(0, 16).replace("T", " ");
