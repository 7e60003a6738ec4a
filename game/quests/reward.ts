/** Rewards of quests and achievements: experience, money, things, a title. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Reward } from "../catalog/schemas.ts";
import { levelLine } from "../gates/tally-lines.ts";
import { count } from "../hunter/counters.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { gainXp } from "../hunter/levels.ts";
import { money } from "../money/amount.ts";
import { earn, type Movement, taxOn } from "../money/movement.ts";
import { thingName } from "../things/describe.ts";
import { addItem } from "../things/pack.ts";

export type Granted = { hunter: Hunter; movements: Movement[]; lines: string[] };

/** Whom a reward comes from: what the ledger calls it, and whether a guild's share of the tax is taken too. */
export type Source = { reason: "quest" | "achievement"; guild?: boolean };

/** Gives the reward. Crystals are taxed, exons are not; things without room are held. `lines` tell what came. */
export function grant(hunter: Hunter, catalog: Catalog, reward: Reward, source: Source): Granted {
  const paid = withPay(hunter, reward, source);
  const grown = gainXp(paid.hunter, reward.xp);
  let after = count(grown.hunter, ["levels", grown.levels]);
  let held = 0;
  for (const { item, count: many } of reward.items) {
    const added = addItem(after, catalog, item, many);
    after = added.hunter;
    held += added.held;
  }
  const titled = withTitle(after, reward.title);
  const told = rewardText(catalog, reward, source.guild);
  const lines = [
    ...(told ? [told] : []),
    ...(held > 0 ? ["The pack is full: the rest is held for you. claim"] : []),
    ...(grown.levels > 0 ? [levelLine(titled, grown.levels)] : []),
    ...(titled !== after ? [`title ${reward.title?.toLowerCase()} wears the title.`] : []),
  ];
  return { hunter: titled, movements: paid.movements, lines };
}

/** "120 xp · 34 crystals (6 tax) · 2 exons · Life Draught ×3", or "": crystals are what is left after the tax. */
export function rewardText(
  catalog: Catalog,
  { xp, crystals, exons, items, title }: Reward,
  guild = false,
): string {
  const tax = taxOn(crystals, guild);
  const parts = [
    ...(xp > 0 ? [`${xp} xp`] : []),
    ...(crystals > 0 ? [`${money(crystals - tax, "crystals")} (${tax} tax)`] : []),
    ...(exons > 0 ? [money(exons, "exons")] : []),
    ...items.map(({ item, count: many }) => {
      const known = catalog.items.get(item);
      return known ? thingName(known, { count: many }) : item;
    }),
    ...(title ? [`title "${title}"`] : []),
  ];
  return parts.join(" · ");
}

function withPay(
  hunter: Hunter,
  { crystals, exons }: Reward,
  { reason, guild = false }: Source,
): { hunter: Hunter; movements: Movement[] } {
  const first = earn(hunter, "crystals", crystals, reason, { guild });
  const second = earn(first.hunter, "exons", exons, reason, { untaxed: true });
  const net = crystals - first.tax;
  return {
    hunter: count(second.hunter, ["crystals-earned", net], ["tax-paid", first.tax]),
    movements: [...first.movements, ...second.movements],
  };
}

function withTitle(hunter: Hunter, title: string | undefined): Hunter {
  const { annals } = hunter;
  if (!title || annals.titles.includes(title)) return hunter;
  return { ...hunter, annals: { ...annals, titles: [...annals.titles, title] } };
}
