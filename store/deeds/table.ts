/** Which rules decide which deed. */
import type { Deed } from "../../game/deeds.ts";
import type { DeedRules } from "./deed.ts";

type Table = { [Name in Deed["do"]]: DeedRules<Extract<Deed, { do: Name }>> };

const TABLE: Table = {
  none: {
    involves: async () => [],
    decide: async () => ({ text: "Nothing happens.", refused: true }),
  },
};

export function rulesOf(deed: Deed): DeedRules<Deed> {
  return TABLE[deed.do] as DeedRules<Deed>;
}
