/** Parties: up to ten who go into gates together. */
import { LOOTS } from "../party/party.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";

const COST = 2;

export const PARTY: readonly CommandSpec[] = [
  {
    name: "party",
    aliases: ["group", "pt"],
    argument: { name: "what", kind: "word", optional: true, completes: "hunters" },
    summary: "Your party: invite, join, get ready, lead.",
    help: [
      "party shows who is in it. party invite mara, party accept, party leave, party kick mara, party lead mara.",
      "Before a gate: party check asks everyone, party ready answers; then the leader enters at the board.",
      "party loot own (each keeps what they find), turns (in turn) or leader.",
      "Inside, a round waits up to 3 seconds for everyone; auto fights on by your tactic, auto off stops it. skill mend mara, use draught on mara. psay talks.",
      "Who has lost the line fights by their tactic, and is out of the gate when they stay away. Where the leader is away, party lead mara gives the lead to any of you.",
    ].join("\n"),
    group: "people",
    cost: COST,
    run: party,
  },
];

function party({ hunter }: Turn, words: string): Outcome {
  const [verb = "", name = "", ...more] = words.split(" ");
  if (more.length > 0) return refuse("Too many words. help party shows them.");
  switch (verb) {
    case "":
      return { text: "", deed: { do: "party" } };
    case "invite":
      return withName(name, "invite", { do: "party-invite", name });
    case "accept":
    case "join":
      if (hunter.party !== null) return refuse("You are in a party. party leave first.");
      return { text: "", deed: { do: "party-accept", name: name || null } };
    case "leave":
      return { text: "", deed: { do: "party-leave" } };
    case "kick":
      return withName(name, "kick", { do: "party-kick", name });
    case "lead":
      return withName(name, "lead", { do: "party-lead", name });
    case "check":
      return { text: "", deed: { do: "party-check" } };
    case "ready":
      return { text: "", deed: { do: "party-ready" } };
    case "loot": {
      const loot = LOOTS.find((one) => one === name);
      return loot
        ? { text: "", deed: { do: "party-loot", loot } }
        : refuse(`Loot goes by: ${LOOTS.join(", ")}. party loot ${LOOTS[1]}`);
    }
    default:
      return refuse("party invite, accept, leave, kick, lead, check, ready or loot: help party tells each.");
  }
}

function withName(name: string, verb: string, deed: Outcome["deed"]): Outcome {
  return name === "" || !deed ? refuse(`Whom? party ${verb} mara`) : { text: "", deed };
}
