/** Parties in the city: who is in, who may come, who leads. */
import type { Hunter } from "../../game/hunter/hunter.ts";
import { isLedByNobody } from "../../game/party/absence.ts";
import type { PartyDeed } from "../../game/party/deeds.ts";
import { partied } from "../../game/party/entering.ts";
import { partyPanel } from "../../game/party/panel.ts";
import {
  invited,
  isMember,
  joined,
  leaderName,
  type Mate,
  mateNamed,
  newParty,
  type Party,
  without,
} from "../../game/party/party.ts";
import { placeIn } from "../../game/social/channels.ts";
import { hunterNamed } from "../names.ts";
import { addParty, findParty, lockParty, partyInviting, partyOf, writeParty } from "../parties.ts";
import {
  type Decision,
  type Locking,
  type Looking,
  Overtaken,
  type Queryable,
  refuse,
  type Scene,
  type Setting,
} from "./deed.ts";

type Of<Name extends PartyDeed["do"]> = Extract<PartyDeed, { do: Name }>;
/** The actor's party, locked, with every member in the scene. */
export type Held = { id: string; party: Party };

const NONE = "You are in no party. party invite <hunter> makes one.";
const mate = ({ id, name }: Hunter): Mate => ({ id, name });

/** All members of the actor's party. */
export async function membersOf(db: Queryable, actor: Hunter): Promise<string[]> {
  const id = await partyOf(db, actor.id);
  const party = id === null ? null : await findParty(db, id);
  return party?.members.map((one) => one.id) ?? [];
}

export async function heldParty(scene: Scene): Promise<Held | null> {
  const id = scene.actor.party;
  const party = id === null ? null : await lockParty(scene.client, id);
  if (id === null || !party) return null;
  if (party.members.some((one) => !scene.hunters.has(one.id))) throw new Overtaken("a member was not locked");
  return { id, party };
}

/** The decision with the party as everyone who is told of it draws it; who is not in it any more draws nobody. */
export function drawn(
  { hunters, catalog, actor }: Setting & { actor?: Hunter },
  decision: Decision,
  party: Party | null,
): Decision {
  const after = new Map(hunters);
  for (const hunter of decision.hunters ?? []) after.set(hunter.id, hunter);
  const panel = partyPanel(party, after, catalog);
  const none = partyPanel(null, after, catalog);
  const panelFor = (id: string) => (party && isMember(party, id) ? panel : none);
  return {
    ...decision,
    panels: [actor ? panelFor(actor.id) : panel],
    tells: (decision.tells ?? []).map((tell) => ({ ...tell, panels: [panelFor(tell.to)] })),
  };
}

/** A rule that works on the actor's party. */
function inParty<D>(decide: (scene: Scene, held: Held, deed: D) => Promise<Decision>): Locking<D> {
  return {
    involves: membersOf,
    async decide(scene, deed) {
      const held = await heldParty(scene);
      return held ? decide(scene, held, deed) : refuse(NONE);
    },
  };
}

export const lookAtParty: Looking<Of<"party">> = {
  async look({ db, actor, around }) {
    const id = await partyOf(db, actor.id);
    const party = id === null ? null : await findParty(db, id);
    if (!party) return { text: `[System] ${NONE} party accept joins one that has invited you.` };
    const online = new Set(around.online().names);
    const near = around.neighbours(placeIn(actor));
    const linkDead = new Set(near.flatMap((one) => (one.linkDead ? [one.name] : [])));
    const members = party.members.map(({ id: one, name }) => {
      const marks = [
        ...(one === party.leader ? ["leads"] : []),
        ...(party.ready.includes(one) ? ["ready"] : []),
        ...(online.has(name) ? [] : ["away"]),
        ...(linkDead.has(name) ? ["link-dead"] : []),
        ...(party.gate?.inside.includes(one) ? ["in the gate"] : []),
        ...(party.gate?.auto.includes(one) ? ["auto"] : []),
      ];
      return `  ${name}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`;
    });
    const guests = party.invited.map(({ name }) => name).join(", ");
    return {
      text: [
        `[System] Your party, loot: ${party.loot}.`,
        ...members,
        ...(guests ? [`  Invited: ${guests}`] : []),
        party.gate ? `In "${party.gate.run.name}".` : "party check before a gate; the leader enters.",
      ].join("\n"),
    };
  },
};

export const inviteToParty: Locking<Of<"party-invite">> = {
  involves: membersOf,
  async decide(scene, { name }) {
    const { client, actor, now, around } = scene;
    const guest = await hunterNamed(client, name);
    if (!guest) return refuse(`Nobody is called "${name.slice(0, 20)}". who lists who is here.`);
    if (guest.id === actor.id) return refuse("You are with yourself already.");
    const { names, complete } = around.online();
    if (complete && !names.includes(guest.name)) return refuse(`${guest.name} is not in the city now.`);
    if (guest.party !== null && guest.party !== actor.party)
      return refuse(`${guest.name} is in another party.`);
    const held = await heldParty(scene);
    const after = invited(
      held?.party ?? newParty(mate(actor)),
      mate(actor),
      { id: guest.id, name: guest.name },
      now,
    );
    if (typeof after === "string") return refuse(after);
    const id = held?.id ?? (await addParty(client, after));
    if (held) await writeParty(client, id, after);
    return {
      text: `[System] ${guest.name} is invited, for five minutes.`,
      hunters: held ? [] : [partied({ ...actor, party: id })],
      tells: [
        {
          to: guest.id,
          text: `[System] ${actor.name} invites you to a party. party accept ${actor.name.toLowerCase()}`,
        },
      ],
    };
  },
};

export const acceptParty: Locking<Of<"party-accept">> = {
  async involves(db, actor, { name }) {
    const id = await partyInviting(db, mate(actor), name);
    const party = id === null ? null : await findParty(db, id);
    return party?.members.map((one) => one.id) ?? [];
  },
  async decide(scene, { name }) {
    const { client, actor, now } = scene;
    const id = await partyInviting(client, mate(actor), name);
    const party = id === null ? null : await lockParty(client, id);
    if (id === null || !party) return refuse("Nobody has invited you. Ask for it: tell <hunter> invite me");
    if (actor.party !== null && actor.party !== id && (await lockParty(client, actor.party)))
      return refuse("You are in a party. party leave first.");
    if (actor.run) return refuse("Clear your gate first, or leave it.");
    const after = joined(party, mate(actor), now);
    if (typeof after === "string") return refuse(after);
    await writeParty(client, id, after);
    const decision: Decision = {
      text: `[System] You are in ${leaderName(after)}'s party: ${after.members.map((one) => one.name).join(", ")}. psay talks to them.`,
      hunters: [partied({ ...actor, party: id })],
      tells: party.members.map((one) => ({ to: one.id, text: `[System] ${actor.name} joins your party.` })),
    };
    return drawn(scene, decision, after);
  },
};

export const leaveParty: Locking<Of<"party-leave">> = {
  involves: membersOf,
  async decide(scene) {
    const { actor } = scene;
    const held = await heldParty(scene);
    if (!held) {
      // The party is gone, and only this hunter does not know.
      if (actor.party === null) return refuse(NONE);
      return { text: "[System] You are in no party any more.", hunters: [{ ...actor, party: null }] };
    }
    if (held.party.gate?.inside.includes(actor.id)) return refuse("You are in its gate: leave that first.");
    return removed(scene, held, actor.id, {
      own: "[System] You leave the party.",
      others: `[System] ${actor.name} leaves your party.`,
    });
  },
};

export const kickFromParty = inParty<Of<"party-kick">>(async (scene, held, { name }) => {
  const { actor } = scene;
  if (held.party.leader !== actor.id) return refuse(`Only ${leaderName(held.party)} can do that.`);
  const target = mateNamed(held.party, name);
  if (typeof target === "string") return refuse(target);
  if (target.id === actor.id) return refuse("party leave is how you go.");
  if (held.party.gate) return refuse("Not from inside a gate.");
  const decision = await removed(scene, held, target.id, {
    own: `[System] ${target.name} is out of the party.`,
    others: `[System] ${target.name} is out of your party.`,
  });
  const note = { to: target.id, text: `[System] ${actor.name} has put you out of the party.` };
  return { ...decision, tells: [...(decision.tells ?? []).filter(({ to }) => to !== target.id), note] };
});

/** Takes one out; a party of one is none. */
async function removed(
  scene: Scene,
  { id, party }: Held,
  who: string,
  words: { own: string; others: string },
): Promise<Decision> {
  const { client, hunters, actor } = scene;
  const after = without(party, who);
  await writeParty(client, id, after);
  const gone = after ? [who] : party.members.map((one) => one.id);
  const changed = gone.flatMap((one) => hunters.get(one) ?? []).map((one) => ({ ...one, party: null }));
  const lead = after && after.leader !== party.leader ? ` ${leaderName(after)} leads now.` : "";
  const over = after ? "" : " The party is over.";
  const decision: Decision = {
    text: words.own,
    hunters: changed,
    tells: party.members
      .filter((one) => one.id !== actor.id)
      .map((one) => ({ to: one.id, text: `${words.others}${lead}${over}` })),
  };
  return drawn(scene, decision, after);
}

export const leadParty = inParty<Of<"party-lead">>(async (scene, { id, party }, { name }) => {
  const { client, actor, around } = scene;
  if (party.leader !== actor.id && !isLedByNobody(party, around))
    return refuse(`Only ${leaderName(party)} can do that.`);
  const target = mateNamed(party, name);
  if (typeof target === "string") return refuse(target);
  await writeParty(client, id, { ...party, leader: target.id });
  return toldAll(party, actor, `[System] ${target.name} leads the party now.`);
});

export const shareLoot = inParty<Of<"party-loot">>(async ({ client, actor }, { id, party }, { loot }) => {
  if (party.leader !== actor.id) return refuse(`Only ${leaderName(party)} can do that.`);
  if (party.gate) return refuse("Not inside a gate: what was agreed on stays.");
  await writeParty(client, id, { ...party, loot });
  return toldAll(party, actor, `[System] Loot goes by: ${loot}.`);
});

export const checkReady = inParty<Of<"party-check">>(async ({ client, actor }, { id, party }) => {
  if (party.gate) return refuse("You are inside already.");
  await writeParty(client, id, { ...party, ready: [actor.id] });
  const others = party.members.filter((one) => one.id !== actor.id);
  return {
    text: `[System] Asked: ${others.map(({ name }) => name).join(", ") || "nobody else is here"}.`,
    tells: others.map((one) => ({ to: one.id, text: `[System] ${actor.name} asks: ready? party ready` })),
  };
});

export const beReady = inParty<Of<"party-ready">>(async ({ client, actor }, { id, party }) => {
  if (party.gate) return refuse("You are inside already.");
  if (party.ready.includes(actor.id)) return refuse("You have said so already.");
  const ready = [...party.ready, actor.id];
  await writeParty(client, id, { ...party, ready });
  const waiting = party.members.filter((one) => !ready.includes(one.id)).map(({ name }) => name);
  const state = waiting.length > 0 ? `Waiting for ${waiting.join(", ")}.` : "Everyone is.";
  return toldAll(party, actor, `[System] ${actor.name} is ready. ${state}`);
});

/** The same line for the actor and all others. */
function toldAll(party: Party, actor: Hunter, text: string): Decision {
  const others = party.members.filter((one) => one.id !== actor.id);
  return { text, tells: others.map((one) => ({ to: one.id, text })) };
}
