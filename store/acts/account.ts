/** What is done about one account: noted, muted, sent off, banned, appointed. */
import type { Hunter } from "../../game/hunter/hunter.ts";
import { lasting } from "../../game/social/speaking.ts";
import type { Role } from "../accounts.ts";
import { writeDown } from "../audit.ts";
import { appointAccount, banAccount, banText, cutOff, isLastOperator, unbanAccount } from "../moderation.ts";
import { type Act, type ActDecision, type ActScene, aboveReach } from "./act.ts";

const MINUTE_MS = 60_000;

const refuse = (text: string): ActDecision => ({ text, refused: true });

/** The act unless its target stands too high. */
function downwards(act: Act): Act {
  return async (scene) => {
    const why = aboveReach(scene.by, scene.target);
    return why === null ? act(scene) : refuse(why);
  };
}

export const noteOn = ({ text }: { text: string }): Act =>
  downwards(async ({ client, by, target }) => {
    await writeDown(client, { by, action: "note", about: target, reason: text });
    return { text: `[System] Noted on ${target.name}.` };
  });

export const mute = ({ minutes, reason }: { minutes: number; reason: string }): Act =>
  downwards(async (scene) => {
    const { client, by, target, now, hunters } = scene;
    if (hunters.length === 0) return refuse(`${target.name} has no hunter yet: there is nobody to mute.`);
    const until = now + minutes * MINUTE_MS;
    await writeDown(client, { by, action: "mute", about: target, reason, until: new Date(until) });
    return {
      text: `[System] ${target.name} is muted for ${lasting(minutes)}.`,
      hunters: mutedUntil(scene, until),
      tells: tellAll(scene, `[System] You are muted for ${lasting(minutes)}: ${reason}`),
    };
  });

export const unmute: Act = downwards(async (scene) => {
  const { client, by, target } = scene;
  await writeDown(client, { by, action: "unmute", about: target });
  return {
    text: `[System] ${target.name} is heard again.`,
    hunters: mutedUntil(scene, 0),
    tells: tellAll(scene, "[System] You are heard again."),
  };
});

const mutedUntil = ({ hunters }: ActScene, until: number): Hunter[] =>
  hunters.map((hunter) => ({ ...hunter, annals: { ...hunter.annals, mutedUntil: until } }));

/** Only the one who plays hears it. */
const tellAll = ({ hunters }: ActScene, text: string) => hunters.map(({ id }) => ({ to: id, text }));

export const kick = ({ reason }: { reason: string }): Act =>
  downwards(async ({ client, by, target }) => {
    await cutOff(client, target.accountId);
    await writeDown(client, { by, action: "kick", about: target, reason });
    return {
      text: `[System] ${target.name}'s line is closed.`,
      revokes: {
        accountId: target.accountId,
        reason: `A moderator has closed your line: ${reason}`,
        all: false,
      },
    };
  });

/** `minutes` null: for good. */
export const ban = ({ minutes, reason }: { minutes: number | null; reason: string }): Act =>
  downwards(async ({ client, by, target, now }) => {
    const until = minutes === null ? null : new Date(now + minutes * MINUTE_MS);
    await banAccount(client, target.accountId, { until, reason });
    await writeDown(client, { by, action: until ? "ban" : "ban for good", about: target, reason, until });
    const time = minutes === null ? "for good" : `for ${lasting(minutes)}`;
    return {
      text: `[System] ${target.name} is banned ${time}.`,
      revokes: { accountId: target.accountId, reason: banText({ until, reason }), all: true },
    };
  });

export const unban: Act = downwards(async ({ client, by, target }) => {
  if (!(await unbanAccount(client, target.accountId))) return refuse(`${target.name} is not banned.`);
  await writeDown(client, { by, action: "unban", about: target });
  return { text: `[System] ${target.name} may log in again.` };
});

/** Operators only; the caller has checked that. Also of another operator, as long as one is left. */
export const appoint = ({ role }: { role: Role }): Act => {
  return async ({ client, by, target }) => {
    if (target.role === role) return refuse(`${target.name}'s account is ${role} already.`);
    if (role !== "operator" && (await isLastOperator(client, target.accountId)))
      return refuse(`${target.name} is the last operator. Appoint another one first.`);
    await appointAccount(client, target.accountId, role);
    // What was opened under the old role must not go on under it.
    await cutOff(client, target.accountId);
    await writeDown(client, { by, action: `appoint ${role}`, about: target });
    return {
      text: `[System] ${target.name}'s account is ${role} now.`,
      revokes: {
        accountId: target.accountId,
        reason: `Your account is ${role} now. Log in again.`,
        all: false,
      },
    };
  };
};
