/** A party in its gate: entering, acting, rounds whose time is up, and what is done between fights. */
import type { Action } from "../../game/combat/fight.ts";
import { isUp } from "../../game/combat/member.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { dismissed, pacedAfter } from "../../game/party/absence.ts";
import type { PartyDeed } from "../../game/party/deeds.ts";
import { entering } from "../../game/party/entering.ts";
import { explored } from "../../game/party/exploring.ts";
import { type PartyGate, ROUND_MS } from "../../game/party/gate.ts";
import { mateNamed, type Party } from "../../game/party/party.ts";
import type { Band, Result } from "../../game/party/result.ts";
import { nothingYet } from "../../game/party/retreat.ts";
import { acting, awaited, resolved } from "../../game/party/round.ts";
import { findParty, lockParty, unseen, writeParty } from "../parties.ts";
import {
  type Decision,
  type Locking,
  Overtaken,
  type Queryable,
  refuse,
  type Scene,
  type Setting,
} from "./deed.ts";
import type { EventRules } from "./event.ts";
import { drawn, type Held, heldParty, membersOf } from "./party.ts";

type Of<Name extends PartyDeed["do"]> = Extract<PartyDeed, { do: Name }>;

const NO_GATE = "Your party is in no gate.";

export const enterAsParty: Locking<Of<"party-enter">> = {
  involves: membersOf,
  async decide(scene, { entry }) {
    const held = await heldParty(scene);
    if (!held) return refuse("Your party is gone. party leave, then enter alone.");
    const result = entering({ ...scene, ...held }, scene.actor, entry);
    return typeof result === "string" ? refuse(result) : kept(scene, held, result);
  },
};

/** A rule that works on the gate that the actor is in with the party. */
function inGate<D>(decide: (scene: Scene, held: Held, band: Band, deed: D) => Promise<Decision>): Locking<D> {
  return {
    involves: membersOf,
    async decide(scene, deed) {
      const held = await heldParty(scene);
      if (!held?.party.gate?.inside.includes(scene.actor.id)) return refuse(NO_GATE);
      return decide(scene, held, bandOf(scene, held, held.party.gate), deed);
    },
  };
}

const bandOf = ({ hunters, catalog, now, around }: Setting, { id, party }: Held, gate: PartyGate): Band => ({
  id,
  party,
  gate,
  hunters,
  catalog,
  now,
  around,
});

export const actInParty = inGate<Of<"party-act">>(async (scene, held, band, { action }) => {
  const { actor, now } = scene;
  const why = cannotAct(band, actor);
  if (why) return refuse(why);
  const meant = withAlly(band.party, action);
  if (typeof meant === "string") return refuse(meant);
  return chosen(scene, held, { ...band, gate: acting(band.gate, actor.id, meant, now) });
});

export const autoInParty = inGate<Of<"party-auto">>(async (scene, held, band, { on }) => {
  const { actor, now } = scene;
  const others = band.gate.auto.filter((id) => id !== actor.id);
  const gate = { ...band.gate, auto: on ? [...others, actor.id] : others };
  if (gate.run.fight && on && !cannotAct(band, actor))
    return chosen(scene, held, { ...band, gate: { ...gate, due: gate.due ?? now + ROUND_MS } });
  await writeParty(scene.client, held.id, { ...held.party, gate });
  return {
    text: on
      ? `[System] You fight by your tactic, ${actor.annals.tactic}. auto off, or any word of the fight, ends it.`
      : "[System] You fight by your own words again.",
  };
});

/** After a choice: the round if all have chosen, else the wait for the others. */
async function chosen(scene: Scene, held: Held, band: Band): Promise<Decision> {
  const waiting = awaited(band);
  if (waiting.length === 0) return kept(scene, held, resolved(band));
  await writeParty(scene.client, held.id, { ...held.party, gate: band.gate });
  return { text: `You are set. Waiting for ${waiting.map(({ name }) => name).join(", ")}.` };
}

function cannotAct({ gate }: Band, { id, sheet }: Hunter): string | null {
  if (!gate.run.fight) return "There is nothing to fight here.";
  if (!isUp(sheet)) return "You are down. An ally can wake you; die lets go.";
  return gate.out.includes(id) ? "You got out of this fight. Wait for the others, or leave." : null;
}

/** The action with the member whom a typed name means. */
function withAlly(party: Party, action: Action): Action | string {
  if ((action.do !== "skill" && action.do !== "item") || action.ally === undefined) return action;
  const ally = mateNamed(party, action.ally);
  return typeof ally === "string" ? ally : { ...action, ally: ally.id };
}

export const goInParty = inGate<Of<"party-go">>(async (scene, held, band, { verb, words }) => {
  const result = explored(band, scene.actor, verb, words);
  return typeof result === "string" ? refuse(result) : kept(scene, held, result);
});

/** Writes the party, and turns what is told to the actor into the answer. */
async function kept(scene: Scene, { id, party }: Held, result: Result): Promise<Decision> {
  const { client, actor } = scene;
  const gate = result.party.gate ?? party.gate;
  const after = gate ? pacedAfter(bandOf(scene, { id, party }, gate), result) : result;
  await writeParty(client, id, after.party);
  const own = result.told.filter(({ to }) => to === actor.id);
  const text = own.map(({ text, spoken = text }) => (actor.screenReader ? spoken : text)).join("\n");
  const frame = own.findLast((one) => one.frame)?.frame;
  const decision: Decision = {
    text,
    ...(frame && { frame }),
    hunters: result.hunters,
    movements: result.movements,
    happenings: result.happenings,
    tells: result.told.filter(({ to }) => to !== actor.id),
  };
  return drawn(scene, decision, after.party);
}

/** Resolves a party's round whose time is up. */
export function roundOf(id: string): EventRules {
  return {
    involves: (db) => memberIds(db, id),
    async decide(setting) {
      const party = await lockParty(setting.client, id);
      const gate = party?.gate;
      if (!party || !gate?.run.fight || gate.due === null || gate.due > setting.now) return null;
      if (party.members.some((one) => !setting.hunters.has(one.id)))
        throw new Overtaken("a member was not locked");
      const band = bandOf(setting, { id, party }, gate);
      const decision = await happened(setting, id, pacedAfter(band, resolved(band)));
      return { decision, key: `party.${id}.${gate.run.dice}.${gate.run.rounds}` };
    },
  };
}

/** Writes the party after what nobody has asked for. */
async function happened(setting: Setting, id: string, result: Result): Promise<Decision> {
  await writeParty(setting.client, id, result.party);
  const { hunters, movements, told: tells, happenings } = result;
  return drawn(setting, { text: "", hunters, movements, tells, happenings }, result.party);
}

/** Begins the round of a fight where a line is lost, and lets those go who have been away for `unseenMs`. */
export function absenceIn(id: string, unseenMs: number): EventRules {
  return {
    involves: (db) => memberIds(db, id),
    async decide(setting) {
      const party = await lockParty(setting.client, id);
      const gate = party?.gate;
      if (!party || !gate) return null;
      if (party.members.some((one) => !setting.hunters.has(one.id)))
        throw new Overtaken("a member was not locked");
      const away = await unseen(
        setting.client,
        party.members.map((one) => one.id),
        unseenMs,
      );
      // Where nobody is left to wait for them, they all find the gate as it was.
      const gone = away.size < party.members.length ? gate.inside.filter((one) => away.has(one)) : [];
      const band = bandOf(setting, { id, party }, gate);
      const result = pacedAfter(band, gone.length > 0 ? dismissed(band, new Set(away)) : nothingYet(band));
      if (gone.length === 0 && result.party.gate === gate) return null;
      const decision = await happened(setting, id, result);
      return { decision, key: `party.${id}.${gate.run.dice}.gone.${gone.join("-")}` };
    },
  };
}

async function memberIds(db: Queryable, id: string): Promise<string[]> {
  const party = await findParty(db, id);
  return party?.members.map((one) => one.id) ?? [];
}
