/** An exchange with another hunter in the same place. */
import { cannotGo } from "../market/stall.ts";
import { parseAmount } from "../money/amount.ts";
import { amountOf } from "../things/amount-of.ts";
import { findCarried } from "../things/pack.ts";
import { type Outcome, refuse, type Turn } from "../turn.ts";
import type { CommandSpec } from "./spec.ts";

export const TRADE: readonly CommandSpec[] = [
  {
    name: "trade",
    aliases: ["exchange"],
    argument: { name: "what", kind: "word", optional: true, completes: "hunters" },
    summary: "Things and crystals with a hunter beside you, safely.",
    help: [
      "trade mara asks Mara; she answers with trade and your name. Then both offer: trade add rat-tail 3, trade take rat-tail, trade crystals 50.",
      "trade lock says that your offer stands; any change opens both locks again. With both locked, trade confirm from both hands everything over at once.",
      "trade shows both sides, trade cancel ends it; after five minutes it ends by itself. 13 % tax is taken from crystals, 15 % between members of one guild.",
    ].join("\n"),
    group: "people",
    where: ["city"],
    cost: 2,
    run: trade,
  },
];

function trade(turn: Turn, words: string): Outcome {
  const [verb = "", ...rest] = words.split(" ");
  const after = rest.join(" ");
  switch (verb) {
    case "":
      return { text: "", deed: { do: "trade" } };
    case "add":
    case "offer":
      return add(turn, after);
    case "take":
    case "remove":
      return take(turn, after);
    case "crystals": {
      const amount = parseAmount(after, 0, Number.MAX_SAFE_INTEGER);
      return amount.ok
        ? { text: "", deed: { do: "trade-crystals", amount: amount.amount } }
        : refuse(amount.text);
    }
    case "lock":
    case "confirm":
    case "cancel":
      return { text: "", deed: { do: `trade-${verb}` } };
    default:
      return { text: "", deed: { do: "trade-with", name: rest.at(-1) ?? verb } };
  }
}

function add({ hunter, catalog }: Turn, words: string): Outcome {
  const meant = amountOf(hunter, catalog, words, "trade add");
  if (!meant.ok) return refuse(meant.text);
  const bound = cannotGo(meant.item);
  if (bound) return refuse(bound);
  const amount = Math.min(meant.amount, meant.thing.count);
  return { text: "", deed: { do: "trade-thing", thing: meant.thing.id, amount } };
}

function take({ hunter, catalog }: Turn, words: string): Outcome {
  const found = findCarried(hunter, catalog, words, { verb: "trade take", among: "carried" });
  return found.ok
    ? { text: "", deed: { do: "trade-thing", thing: found.thing.id, amount: 0 } }
    : refuse(found.text);
}
