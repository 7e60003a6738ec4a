/** Commands of a lone hunter that mean something for all in a party's gate. */
import { type Outcome, refuse, type Turn } from "../turn.ts";
import { VERBS } from "./deeds.ts";

/** The deed that the command is there; null where it is a lone hunter's, or changes nothing. */
export function inPartyGate({ hunter }: Turn, command: string, argument: string): Outcome | null {
  if (!hunter.run?.party) return null;
  if (command === "auto") return auto(argument);
  const verb = VERBS.find((one) => one === command);
  return verb ? { text: "", deed: { do: "party-go", verb, words: argument } } : null;
}

/** In a party `auto` stays on until another word of the fight. */
function auto(argument: string): Outcome {
  if (argument !== "" && argument !== "on" && argument !== "off")
    return refuse("In a party auto is on or off: auto, auto off");
  return { text: "", deed: { do: "party-auto", on: argument !== "off" } };
}
