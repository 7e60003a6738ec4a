/** How accounts of the ledger are called on a page. */

export type AccountWords = {
  label: string;
  /** What to look for in the ledger to see all of theirs; null where that is too much to be of use. */
  whose: string | null;
};

const FIXED: Record<string, AccountWords> = {
  mint: { label: "new", whose: null },
  burn: { label: "burnt", whose: null },
  operator: { label: "operator (taxes)", whose: "operator" },
};

/** `names` has those of hunters and guilds that still are (store/economy/flows.ts). */
export function accountWords(names: ReadonlyMap<string, string>): (account: string) => AccountWords {
  return (account) => {
    const fixed = FIXED[account];
    if (fixed) return fixed;
    const [kind = "", id = ""] = account.split(":");
    if (kind === "market") return { label: `order ${id}`, whose: account };
    const name = names.get(account);
    const gone = `${kind} ${id} (gone)`;
    return { label: name === undefined ? gone : kind === "guild" ? `guild ${name}` : name, whose: account };
  };
}
