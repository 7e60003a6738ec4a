/** Direct trade: both offer, lock and confirm; the last confirmation hands everything over in one transaction. */
import type { Catalog } from "../../game/catalog/catalog.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import type { TradeDeed } from "../../game/market/deeds.ts";
import { cannotGo } from "../../game/market/stall.ts";
import {
  exchanged,
  MOST_OFFERED,
  marked,
  newTrade,
  offerWords,
  otherSide,
  reoffered,
  sideOf,
  type Trade,
} from "../../game/market/trade.ts";
import { carriedThing } from "../../game/things/handing.ts";
import { hunterNamed } from "../names.ts";
import { addTrade, endTrade, findTrade, lockTrade, type StoredTrade, writeTrade } from "../trades.ts";
import {
  type Decision,
  type Locking,
  type Looking,
  Overtaken,
  type Queryable,
  refuse,
  type Scene,
} from "./deed.ts";

type Of<Name extends TradeDeed["do"]> = Extract<TradeDeed, { do: Name }>;

const NONE = "You are in no trade. trade <hunter> asks somebody in this place.";

async function partnerOf(db: Queryable, actor: Hunter): Promise<string[]> {
  const found = await findTrade(db, actor.id);
  return found ? [otherSide(found.trade, actor.id).id] : [];
}

/** A rule that works on the actor's trade once both are in it, with the partner in the scene. */
function inTrade<D>(
  decide: (scene: Scene, stored: StoredTrade, partner: Hunter, deed: D) => Promise<Decision>,
): Locking<D> {
  return {
    involves: partnerOf,
    async decide(scene, deed) {
      const stored = await lockTrade(scene.client, scene.actor.id);
      if (!stored || stored.ranOut)
        return refuse(stored ? "That trade has run out. trade <hunter> begins anew." : NONE);
      const partner = scene.hunters.get(otherSide(stored.trade, scene.actor.id).id);
      if (!partner) throw new Overtaken("the partner was not locked");
      if (!stored.trade.accepted) return refuse(`${partner.name} has not agreed to trade yet. trade cancel`);
      return decide(scene, stored, partner, deed);
    },
  };
}

export const lookAtTrade: Looking<Of<"trade">> = {
  async look({ db, actor, catalog }) {
    const stored = await findTrade(db, actor.id);
    return { text: stored && !stored.ranOut ? board(stored.trade, actor.id, catalog) : `[System] ${NONE}` };
  },
};

export const tradeWith: Locking<Of<"trade-with">> = {
  async involves(db, _actor, { name }) {
    const target = await hunterNamed(db, name);
    return target ? [target.id] : [];
  },
  async decide(scene, { name }) {
    const { client, actor } = scene;
    const target = await hunterNamed(client, name);
    const partner = target && scene.hunters.get(target.id);
    if (!partner) return refuse(`Nobody is called "${name.slice(0, 20)}". look shows who is here.`);
    const why = cannotTrade(scene, partner);
    if (why) return refuse(why);
    const own = await lockTrade(client, actor.id);
    if (own?.trade.accepted && !own.ranOut)
      return refuse(`You are in a trade with ${otherSide(own.trade, actor.id).name}. trade cancel ends it.`);
    const asked = own && !own.ranOut && own.trade.sides[0].id === partner.id;
    if (asked) {
      const trade = { ...own.trade, accepted: true };
      await writeTrade(client, own.id, trade);
      return agreed(scene, trade, partner, "You agree to trade.", `${actor.name} agrees to trade.`);
    }
    const theirs = await lockTrade(client, partner.id);
    if (theirs?.trade.accepted && !theirs.ranOut) return refuse(`${partner.name} is in a trade already.`);
    await addTrade(client, newTrade(actor, partner));
    return {
      text: `[System] You ask ${partner.name} to trade. It is open for five minutes.`,
      tells: [
        {
          to: partner.id,
          text: `[System] ${actor.name} asks you to trade. trade ${actor.name.toLowerCase()}`,
        },
      ],
    };
  },
};

function cannotTrade({ actor, around }: Scene, partner: Hunter): string | null {
  if (partner.id === actor.id) return "You change hands. Everything is where it was.";
  const { names, complete } = around.online();
  const here = partner.room === actor.room && !partner.run && !actor.run;
  if (!here || (complete && !names.includes(partner.name))) return `${partner.name} is not in this place.`;
  return partner.annals.ignored.includes(actor.name.toLowerCase())
    ? `${partner.name} does not hear you.`
    : null;
}

export const offerThing = inTrade<Of<"trade-thing">>(
  async (scene, stored, partner, { thing: id, amount }) => {
    const { client, actor, catalog } = scene;
    const thing = carriedThing(actor, id);
    const item = thing && catalog.items.get(thing.item);
    if (!thing || !item || thing.count < amount) return refuse("You don't hold that any more. inventory");
    const bound = cannotGo(item);
    if (bound) return refuse(bound);
    const others = sideOf(stored.trade, actor.id).things.filter((one) => one.thing !== id);
    if (amount > 0 && others.length >= MOST_OFFERED)
      return refuse(`${MOST_OFFERED} things at once are enough.`);
    const offered = { thing: id, item: thing.item, count: amount, upgrade: thing.upgrade ?? 0 };
    const trade = reoffered(stored.trade, actor.id, { things: amount > 0 ? [...others, offered] : others });
    await writeTrade(client, stored.id, trade);
    return agreed(scene, trade, partner, "Your offer is changed.", `${actor.name} changes the offer.`);
  },
);

export const offerCrystals = inTrade<Of<"trade-crystals">>(async (scene, stored, partner, { amount }) => {
  const { client, actor } = scene;
  if (actor.purse.crystals < amount) return refuse(`You have ${actor.purse.crystals} crystals.`);
  const trade = reoffered(stored.trade, actor.id, { crystals: amount });
  await writeTrade(client, stored.id, trade);
  return agreed(scene, trade, partner, "Your offer is changed.", `${actor.name} changes the offer.`);
});

export const lockOffer = inTrade<Of<"trade-lock">>(async (scene, stored, partner) => {
  const { client, actor } = scene;
  if (sideOf(stored.trade, actor.id).locked)
    return refuse("Your offer is locked. trade confirm, once theirs is too.");
  const trade = marked(stored.trade, actor.id, { locked: true });
  await writeTrade(client, stored.id, trade);
  return agreed(scene, trade, partner, "Your offer stands.", `${actor.name}'s offer stands.`);
});

export const confirmTrade = inTrade<Of<"trade-confirm">>(async (scene, stored, partner) => {
  const { client, actor, catalog } = scene;
  if (stored.trade.sides.some(({ locked }) => !locked))
    return refuse("Both lock first: trade lock. A change opens the locks again.");
  if (partner.room !== actor.room || partner.run || actor.run)
    return refuse(`${partner.name} is not in this place any more.`);
  const trade = marked(stored.trade, actor.id, { confirmed: true });
  if (trade.sides.some(({ confirmed }) => !confirmed)) {
    await writeTrade(client, stored.id, trade);
    return agreed(scene, trade, partner, "You have confirmed.", `${actor.name} has confirmed.`);
  }
  const firstIsActor = trade.sides[0].id === actor.id;
  const done = exchanged(trade, firstIsActor ? [actor, partner] : [partner, actor], catalog);
  if (typeof done === "string") {
    await writeTrade(client, stored.id, reoffered(stored.trade, actor.id, {}));
    return { text: `[System] ${done}`, tells: [{ to: partner.id, text: `[System] ${done}` }] };
  }
  await endTrade(client, stored.id);
  const [actorHeld, partnerHeld] = firstIsActor ? done.held : [done.held[1], done.held[0]];
  return {
    text: result(trade, actor.id, catalog, actorHeld),
    hunters: done.hunters,
    movements: done.movements,
    tells: [{ to: partner.id, text: result(trade, partner.id, catalog, partnerHeld) }],
  };
});

export const cancelTrade: Locking<Of<"trade-cancel">> = {
  involves: partnerOf,
  async decide({ client, actor }) {
    const stored = await lockTrade(client, actor.id);
    if (!stored) return refuse(NONE);
    await endTrade(client, stored.id);
    const other = otherSide(stored.trade, actor.id);
    return {
      text: `[System] No trade with ${other.name}. Everyone keeps what is theirs.`,
      tells: [
        { to: other.id, text: `[System] ${actor.name} ends the trade. Everyone keeps what is theirs.` },
      ],
    };
  },
};

/** Both read how it stands now. */
function agreed(
  { actor, catalog }: Scene,
  trade: Trade,
  partner: Hunter,
  own: string,
  others: string,
): Decision {
  return {
    text: `[System] ${own}\n${board(trade, actor.id, catalog)}`,
    tells: [{ to: partner.id, text: `[System] ${others}\n${board(trade, partner.id, catalog)}` }],
  };
}

function board(trade: Trade, id: string, catalog: Catalog): string {
  const own = sideOf(trade, id);
  const other = otherSide(trade, id);
  const state = ({ locked, confirmed }: typeof own) =>
    confirmed ? " (confirmed)" : locked ? " (locked)" : "";
  const next = !trade.accepted
    ? "Not agreed yet."
    : !own.locked
      ? "trade add, trade crystals, trade lock"
      : other.locked
        ? "trade confirm"
        : `Waiting for ${other.name} to lock.`;
  return [
    `You give: ${offerWords(trade, own, catalog)}${state(own)}`,
    `${other.name} gives: ${offerWords(trade, other, catalog)}${state(other)}`,
    next,
  ].join("\n");
}

/** What the hunter of `id` reads who got the other side's. */
function result(trade: Trade, id: string, catalog: Catalog, held: number): string {
  const from = otherSide(trade, id);
  const note = held > 0 ? ` No room for ${held}: held for you. claim` : "";
  return `[System] Traded. From ${from.name}: ${offerWords(trade, from, catalog).replace("nothing yet", "nothing")}.${note}`;
}
