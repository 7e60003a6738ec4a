/** The books' proof, as the database itself computes it (migrations: economy_proof). */
import type { Queryable } from "./deeds/deed.ts";

export type Proof = {
  /** Accounts whose balance is not what the ledger says, and some of them. */
  wrong: number;
  examples: { account: string; currency: string; has: number; booked: number }[];
  supply: { currency: string; minted: number; burnt: number; held: number }[];
  negative: number;
  empty_listings: number;
  movements: number;
};

/** Adds up the whole ledger: seconds on a large one. */
export async function proveEconomy(db: Queryable): Promise<Proof> {
  const { rows } = await db.query("SELECT economy_proof() AS proof");
  return rows[0].proof;
}

/** What is wrong, a sentence each, with some of the balances; empty when the books are right. */
export function faultsOf({ wrong, examples, supply, negative, empty_listings }: Proof): string[] {
  const shown = examples.map(
    ({ account, currency, has, booked }) => `${account} has ${has} ${currency}, booked are ${booked}`,
  );
  return [
    ...(wrong > 0 ? [`${wrong} balances differ from the ledger`, ...shown] : []),
    ...supply
      .filter(({ minted, burnt, held }) => minted - burnt !== held)
      .map(
        ({ currency, minted, burnt, held }) =>
          `${currency}: ${minted} minted, ${burnt} burnt, but ${held} held`,
      ),
    ...(negative > 0 ? [`${negative} balances are under zero`] : []),
    ...(empty_listings > 0 ? [`${empty_listings} market listings without a thing`] : []),
  ];
}
