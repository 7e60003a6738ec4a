/** A party's fight is won: what each finds, and the end of the gate when that was its last. */
import type { Round } from "../combat/fight.ts";
import { beastOf } from "../combat/foe.ts";
import { isUp } from "../combat/member.ts";
import { finished, isCleared } from "../gates/moving.ts";
import { hauled, type Run } from "../gates/run.ts";
import { forFight, type Rewarded } from "../gates/spoils.ts";
import { spoilsLine } from "../gates/tally-lines.ts";
import { roomAgain } from "../gates/view.ts";
import type { Hunter } from "../hunter/hunter.ts";
import { Random } from "../random.ts";
import { clearedBy } from "./clearing.ts";
import { insiders, mirrored, onward } from "./gate.ts";
import type { Party } from "./party.ts";
import { type Band, type Result, receiver, withHunters } from "./result.ts";
import { both, joinedText, type Text } from "./telling.ts";

/** Those who stand at the end are rewarded, each by their own luck and share. */
export function wonFight(band: Band, round: Round, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const { catalog, gate } = band;
  const beasts = round.fight.foes.map((foe) => beastOf(catalog, foe));
  const run: Run = { ...gate.run, fight: null };
  const rewards = standingIn(band).map((hunter) => {
    const random = new Random(run.dice, run.floor, run.room, "spoils", run.rounds, hunter.id);
    const own = { ...mirrored(hunter, band.id, { ...gate, run }) };
    return forFight(hunter, catalog, own, { beasts, size: gate.size, random });
  });
  const told = new Map(
    insiders(gate, band.hunters).map(({ id }) => {
      const reward = rewards.find(({ hunter }) => hunter.id === id);
      const text = texts.get(id) ?? { text: "The fight ends without you." };
      return [id, reward ? joinedText(text, { text: spoilsLine(catalog, reward) }) : text] as const;
    }),
  );
  const dealt = dealtOut(band.party, rewards);
  const party = { ...band.party, turn: band.party.turn + 1 };
  const through = finished(run);
  const after = withHunters({ ...band, party, gate: { ...gate, run: through, out: [] } }, dealt);
  return isCleared(catalog, through) ? clearedBy(after, result, told) : goOn(after, result, told);
}

const standingIn = ({ gate, hunters }: Band): Hunter[] =>
  insiders(gate, hunters).filter(({ sheet }) => isUp(sheet));

/** The rewarded with their finds in the runs of those who get them by the party's rule. */
function dealtOut(party: Party, rewards: readonly Rewarded[]): Hunter[] {
  const ids = rewards.map(({ hunter }) => hunter.id);
  const runs = new Map(rewards.map(({ hunter, run }) => [hunter.id, run]));
  if (party.loot !== "own")
    for (const { hunter, spoils } of rewards) {
      const to = receiver(party, party.loot, hunter.id, ids);
      const from = runs.get(hunter.id);
      if (to === hunter.id || !from) continue;
      runs.set(hunter.id, { ...from, haul: lessened(from, spoils.haul) });
      for (const { item, count } of spoils.haul) {
        const run = runs.get(to);
        if (run) runs.set(to, hauled(run, item, count));
      }
    }
  return rewards.map(({ hunter }) => ({ ...hunter, run: runs.get(hunter.id) ?? hunter.run }));
}

function lessened(run: Run, less: Run["haul"]): Run["haul"] {
  return run.haul.flatMap(({ item, count }) => {
    const gone = less.reduce((sum, one) => sum + (one.item === item ? one.count : 0), 0);
    return count > gone ? [{ item, count: count - gone }] : [];
  });
}

function goOn(band: Band, result: Result, texts: ReadonlyMap<string, Text>): Result {
  const gate = onward(band.gate, band.gate.run, band.now);
  const members = insiders(gate, band.hunters);
  const hunters = members.map((one) => ({ ...one, run: mirrored(one, band.id, gate) }));
  const told = members.map((one) => ({
    to: one.id,
    ...joinedText(
      texts.get(one.id) ?? { text: "" },
      both((screenReader) =>
        roomAgain({ catalog: band.catalog, run: gate.run, screenReader, size: gate.size }),
      ),
    ),
  }));
  return {
    ...result,
    party: { ...band.party, gate },
    hunters: [...result.hunters, ...hunters],
    told: [...result.told, ...told],
  };
}
