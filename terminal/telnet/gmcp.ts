/** GMCP: the protocol's structured frames under the names that MUD clients know. */
import * as z from "zod";
import type { Frame, Panel, ServerMessage } from "../../game/protocol.ts";
import { framed, OPTION } from "./codes.ts";

/** A package's name and its content. */
export type Gmcp = { name: string; data: unknown };
type Told = Frame | Panel;
type Rows = { [K in Told["kind"]]?: (told: Extract<Told, { kind: K }>) => Gmcp[] };

/** A line for each kind of frame and panel. One without goes out as it is, as `Terminusa.` and its kind. */
const ROWS: Rows = {
  room: ({ kind: _, ...room }) => [{ name: "Room.Info", data: { num: numberOf(room.id), ...room } }],
  chat: ({ from, text }) => [{ name: "Comm.Channel.Text", data: { channel: "say", talker: from, text } }],
  who: ({ names }) => [{ name: "Comm.Channel.Players", data: names.map((name) => ({ name })) }],
  vitals: (hunter) => [
    { name: "Char.Vitals", data: vitalsOf(hunter) },
    { name: "Char.Status", data: statusOf(hunter) },
    { name: "Char.Skills.List", data: { group: "skills", list: hunter.skills ?? [] } },
  ],
  target: ({ beasts }) => [{ name: "Char.Target", data: beasts }],
  map: ({ kind: _, ...map }) => [{ name: "Room.Map", data: map }],
  party: ({ members }) => [{ name: "Group", data: { members } }],
  things: ({ things }) => [{ name: "Char.Items.List", data: { location: "inv", items: things.map(itemOf) } }],
  quests: ({ quests }) => [{ name: "Char.Quests", data: quests }],
};

type Vitals = Extract<Panel, { kind: "vitals" }>;
type Thing = Extract<Panel, { kind: "things" }>["things"][number];

const vitalsOf = ({ hp, maxHp, mp, maxMp, xp, nextXp, statuses }: Vitals) => {
  return { hp, maxhp: maxHp, mp, maxmp: maxMp, xp, nextxp: nextXp, statuses };
};
const statusOf = ({ name, level, calling, title, licence, points, crystals, exons, place }: Vitals) => {
  return { name, level, class: calling, title, licence, points, crystals, exons, place };
};
/** `attrib` "w" is worn, as clients that draw inventories know it. */
const itemOf = ({ id, name, count, worn, note }: Thing) => {
  return { id: String(id), name, count, note, ...(worn !== null && { attrib: "w", slot: worn }) };
};

const MOST_MODULES = 64;
const MODULE = /^[A-Za-z][\w.-]{0,63}$/;

/** The packages that a client wants, as it told by Core.Supports. */
export class GmcpSupport {
  readonly #modules = new Set<string>();

  set(list: readonly string[]): void {
    this.#modules.clear();
    this.add(list);
  }

  /** Each is a module and its version, as "Room 1"; version 0 turns it off. */
  add(list: readonly string[]): void {
    for (const entry of list) {
      const [module = "", version] = entry.split(" ");
      if (version === "0") this.#modules.delete(module.toLowerCase());
      else if (MODULE.test(module) && this.#modules.size < MOST_MODULES)
        this.#modules.add(module.toLowerCase());
    }
  }

  remove(list: readonly string[]): void {
    for (const entry of list) this.#modules.delete(entry.split(" ")[0]?.toLowerCase() ?? "");
  }

  /** "Room" wants Room.Info, and "Comm.Channel" wants Comm.Channel.Text. */
  wants(name: string): boolean {
    const parts = name.toLowerCase().split(".");
    return parts.some((_, at) => this.#modules.has(parts.slice(0, at + 1).join(".")));
  }
}

/** The packages that say what `message` says to programs. */
export function gmcpOf(message: ServerMessage): Gmcp[] {
  if (message.t !== "out" && message.t !== "welcome") return [];
  const panels = message.panels?.filter((panel) => panel !== null) ?? [];
  if (message.t === "welcome") {
    const { name } = message;
    return [{ name: "Char.Name", data: { name, fullname: name } }, ...panels.flatMap(packagesOf)];
  }
  return [...(message.frame ? packagesOf(message.frame) : []), ...panels.flatMap(packagesOf)];
}

export function gmcpBytes({ name, data }: Gmcp): Uint8Array {
  return framed(OPTION.gmcp, data === undefined ? name : `${name} ${JSON.stringify(data)}`);
}

const modules = z.array(z.string().max(80)).max(256);
const incoming = z.union([
  z.object({ name: z.literal("core.hello"), data: z.object({ client: z.string().max(200) }) }),
  z.object({
    name: z.enum(["core.supports.set", "core.supports.add", "core.supports.remove"]),
    data: modules,
  }),
  z.object({ name: z.literal("core.ping"), data: z.unknown() }),
]);
export type Incoming = z.infer<typeof incoming>;

/** What a client sent. `null`: a package that means nothing here. Throws GmcpError on what can't be read. */
export function readGmcp(bytes: Uint8Array): Incoming | null {
  const text = Buffer.from(bytes).toString("utf8");
  const [name = "", ...rest] = text.split(" ");
  if (!MODULE.test(name)) throw new GmcpError("without a package's name");
  if (!/^core\.(hello|supports|ping)\b/i.test(name)) return null;
  const read = incoming.safeParse({ name: name.toLowerCase(), data: parsed(rest.join(" "), name) });
  if (!read.success) throw new GmcpError(`${name} with a content that is not its own`);
  return read.data;
}

export class GmcpError extends Error {
  override name = "GmcpError";
}

function parsed(json: string, name: string): unknown {
  if (json.trim() === "") return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new GmcpError(`${name} with what is no JSON`);
    throw error;
  }
}

function packagesOf(told: Told): Gmcp[] {
  const row = ROWS[told.kind] as ((told: Told) => Gmcp[]) | undefined;
  if (row) return row(told);
  const { kind, ...data } = told;
  return [{ name: `Terminusa.${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`, data }];
}

/** Clients that draw maps know places by a number: the same for the same place on every server. */
function numberOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash & 0x7fffffff;
}
