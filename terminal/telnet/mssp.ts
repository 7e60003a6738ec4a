/** MSSP: what listings of MUDs want to know about a server. */
import { framed, OPTION } from "./codes.ts";

const VAR = 1;
const VAL = 2;

export type ServerFacts = {
  version: string;
  /** The first public host name, and the published port of MUD clients. */
  host: string;
  port: number;
  /** When this server started, in seconds since 1970. */
  since: number;
  /** Everyone in the city, on all servers. */
  players(): Promise<number>;
};

/** The variables by their names. A number of players that nobody knows now is -1. */
export async function msspVariables(facts: ServerFacts): Promise<Record<string, string>> {
  const players = await facts.players().catch(() => -1);
  return {
    NAME: "Terminusa Online",
    PLAYERS: String(players),
    UPTIME: String(facts.since),
    HOSTNAME: facts.host,
    PORT: String(facts.port),
    TLS: String(facts.port),
    SSL: String(facts.port),
    CODEBASE: `Terminusa Online ${facts.version}`,
    FAMILY: "Custom",
    GAMESYSTEM: "Custom",
    GENRE: "Modern",
    GAMEPLAY: "Hack and Slash",
    STATUS: "Live",
    LANGUAGE: "English",
    "CRAWL DELAY": "-1",
    ANSI: "1",
    "UTF-8": "1",
    MCCP: "1",
    GMCP: "1",
    "PAY TO PLAY": "0",
    "PAY FOR PERKS": "0",
  };
}

/** The variables as a subnegotiation. */
export function msspBytes(variables: Record<string, string>): Uint8Array {
  const pairs = Object.entries(variables).flatMap(([name, value]) => [
    Buffer.from([VAR]),
    Buffer.from(name),
    Buffer.from([VAL]),
    // The two bytes that part names from values can't be inside them.
    Buffer.from(value.replace(/[^\x20-\x7e]/g, "")),
  ]);
  return framed(OPTION.mssp, Buffer.concat(pairs));
}
