/** Whispers, and what was said before. */
import { count } from "../../game/hunter/counters.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import {
  closedChannels,
  guildChannel,
  heardChannels,
  heardLine,
  hears,
  inbox,
  OPEN_CHANNELS,
  partyChannel,
  placeIn,
} from "../../game/social/channels.ts";
import type { ChatDeed } from "../../game/social/deeds.ts";
import { muted } from "../../game/social/speaking.ts";
import { type Line, lastWhisperer, linesOn, whispersOf } from "../chat-history.ts";
import { hunterNamed } from "../names.ts";
import { type Decision, type Locking, type Looking, refuse, type Scene } from "./deed.ts";

type Of<Name extends ChatDeed["do"]> = Extract<ChatDeed, { do: Name }>;

export const whisper: Locking<Of<"whisper">> = {
  involves: async () => [],
  decide: (scene, { to, text }) => whispered(scene, to, text),
};

export const reply: Locking<Of<"reply">> = {
  involves: async () => [],
  async decide(scene, { text }) {
    const to = await lastWhisperer(scene.client, scene.actor.id);
    return to
      ? whispered(scene, to, text)
      : refuse("Nobody has told you anything yet. tell <hunter> <words>");
  },
};

async function whispered(scene: Scene, to: string, text: string): Promise<Decision> {
  const { client, actor, around, now } = scene;
  const why = muted(actor, now);
  if (why) return refuse(why);
  const target = await hunterNamed(client, to);
  if (!target) return refuse(`Nobody is called "${to.slice(0, 20)}". who lists who is here.`);
  if (target.id === actor.id) return refuse("You mutter to yourself. Nobody else hears it.");
  const { names, complete } = around.online();
  if (complete && !names.includes(target.name)) return refuse(`${target.name} is not in the city now.`);
  const { rows } = await client.query("SELECT annals FROM characters WHERE id = $1", [target.id]);
  const { ignored = [] } = JSON.parse(rows[0].annals) as { ignored?: string[] };
  if (ignored.includes(actor.name.toLowerCase())) return refuse(`${target.name} does not hear you.`);
  const channel = inbox(target.id);
  return {
    text: `You tell ${target.name}: ${text}`,
    hunters: [count(actor, ["said", 1])],
    said: { channel, text },
    happenings: [{ room: channel, text: heardLine(channel, actor.name, text) }],
  };
}

export const history: Looking<Of<"history">> = {
  async look({ db, actor }, { channel, lines }) {
    const found =
      channel === "tells"
        ? await whispersOf(db, actor.id, lines)
        : await linesOn(db, channelsFor(actor, channel), lines);
    const heard = found.filter(({ room, name }) =>
      hears({ ...actor, annals: { ...actor.annals, quiet: [] } }, room, name),
    );
    if (heard.length === 0) return { text: "[System] Nothing was said there yet." };
    return { text: heard.map((line) => readAs(actor, line)).join("\n") };
  },
};

function channelsFor(actor: Hunter, word: string | null): string[] {
  if (word === null) return heardChannels(actor);
  if (word === "here") return [placeIn(actor)];
  if (word === "party") return actor.party === null ? [] : [partyChannel(actor.party)];
  if (word === "guild") return actor.guild === null ? [] : [guildChannel(actor.guild)];
  return OPEN_CHANNELS.filter((one) => one === word);
}

/** "14:05 [global] Mara: anyone?" in UTC. */
function readAs(actor: Hunter, { room, name, text, at, toName }: Line): string {
  const time = at.toISOString().slice(11, 16);
  const own = name === actor.name && toName !== null && !closedChannels(actor).includes(room);
  return `${time} ${own ? `You tell ${toName}: ${text}` : heardLine(room, name, text)}`;
}
