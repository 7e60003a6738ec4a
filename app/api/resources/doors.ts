/** What terminal clients use: signing, and logging in and out. */
import * as z from "zod";
import { createAccount, NameTaken } from "../../../store/accounts.ts";
import { newAccount } from "../../../store/credentials.ts";
import { attemptLogin } from "../../../store/login.ts";
import { revokeOwnToken } from "../../../store/revoke.ts";
import { issueToken } from "../../../store/tokens.ts";
import type { Services } from "../../app.ts";
import { FieldRefusal, Refusal } from "../../refusal.ts";
import { type Operation, operation } from "../operation.ts";

const accountSchema = z.object({ id: z.string(), name: z.string() });
const tokenRequest = z.object({
  name: z.string({ error: "Give your name." }).min(1, "Give your name.").max(64, "No name is that long."),
  password: z
    .string({ error: "Give your password." })
    .min(1, "Give your password.")
    .max(400, "No password is that long."),
  code: z
    .string()
    .max(40, "No code is that long.")
    .optional()
    .describe("Of the second factor, where there is one."),
  label: z
    .string()
    .max(200, "The label is too long.")
    .optional()
    .describe("What the account's list calls it."),
});

/** Throttles of their own hold these: wrong passwords count, and new accounts. */
export function doorOperations({ pool, redis, throttle }: Services): Operation[] {
  return [
    operation({
      ...{ id: "register", method: "post", path: "/accounts", tag: "Doors", summary: "A new account" },
      details: "Where registration is by invitation, `invitation` is its code; closed, nothing opens it.",
      body: newAccount,
      answer: z.object({ account: accountSchema }),
      status: 201,
      refusals: [403, 409],
      unlimited: true,
      async handle({ body, address }) {
        await throttle.admitRegistration(address);
        try {
          const { id, name } = await createAccount(pool, body);
          return { account: { id, name } };
        } catch (error) {
          if (!(error instanceof NameTaken)) throw error;
          const errors = { name: `${body.name} is taken.` };
          throw new FieldRefusal(409, "Name taken", `${body.name} is taken. Choose another name.`, errors);
        }
      },
    }),
    operation({
      ...{ id: "logIn", method: "post", path: "/tokens", tag: "Doors", summary: "A terminal client's token" },
      details: "It has the scope game:play and no other, and dies when it was not used for 90 days.",
      body: tokenRequest,
      answer: z.object({ token: z.string(), account: accountSchema }),
      status: 201,
      refusals: [401, 403],
      unlimited: true,
      async handle({ body: { label, ...credentials }, address }) {
        const outcome = await attemptLogin(pool, throttle, { ...credentials, address });
        if (outcome.result === "wrong")
          throw new Refusal(401, "Not let in", "That name and password don't belong together.");
        if (outcome.result === "banned") throw new Refusal(403, "Banned", outcome.text);
        if (outcome.result === "code") throw codeNeeded(outcome.wrong);
        const { id, name } = outcome.account;
        return { token: await issueToken(pool, id, label ?? ""), account: { id, name } };
      },
    }),
    operation({
      ...{
        id: "logOut",
        method: "delete",
        path: "/tokens/current",
        tag: "Doors",
        summary: "Ends the token that is sent",
      },
      details: "The game that was opened by it ends at once. A token that is not good is nobody's trouble.",
      refusals: [401],
      unlimited: true,
      handle: ({ token }) => revokeOwnToken({ pool, redis }, token()),
    }),
  ];
}

function codeNeeded(wrong: boolean): FieldRefusal {
  const code = wrong ? "That code isn't good, or was used already." : "Give the code of your second factor.";
  return new FieldRefusal(401, "Code needed", code, { code });
}
