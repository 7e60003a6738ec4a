/** The ledger, page by page. */
import { Router } from "express";
import { findLedgerAccount } from "../../store/economy/accounts.ts";
import { accountNames, readReasonWords } from "../../store/economy/flows.ts";
import { searchLedger } from "../../store/economy/ledger.ts";
import type { Services } from "../app.ts";
import { accountWords } from "../economy/account-words.ts";
import { fieldOf, ledgerAddress, ledgerQuery, questionOf } from "../economy/reading.ts";
import type { AdminPage } from "./office.ts";

const SHOWN = 50;

export function ledgerRoutes({ pool }: Services, show: AdminPage): Router {
  const router = Router();
  router.get("/admin/economy/ledger", async (request, response) => {
    const asked = ledgerQuery.parse({ ...request.query });
    const account = asked.whose === "" ? null : await findLedgerAccount(pool, asked.whose);
    const unknown = asked.whose !== "" && account === null;
    const nothing = { movements: [], next: null, reached: null };
    const [found, reasons] = await Promise.all([
      unknown ? nothing : searchLedger(pool, questionOf(asked, account), SHOWN),
      readReasonWords(pool),
    ]);
    const accounts = found.movements.flatMap(({ debit, credit }) => [debit, credit]);
    const names = await accountNames(pool, account === null ? accounts : [...accounts, account]);
    await show(request, response, "admin-ledger", {
      asked,
      account,
      unknown,
      reasons,
      ...found,
      next: found.next && ledgerAddress(asked, found.next),
      newest: asked.before && ledgerAddress(asked),
      words: accountWords(names),
      ledgerAddress,
      fieldOf,
    });
  });
  return router;
}
