/** One thing that a program may ask for: router, document, page and tests are all made of a list of these. */
import type * as z from "zod";
import type { Scope } from "../../store/scopes.ts";
import type { Bearer } from "../../store/tokens.ts";

export const BASE = "/api/v1";

export const TAGS = {
  City: "What goes on: who is in, what was done, what the operator tells.",
  Boards: "Who stands where, and what everyone may know of a hunter or a guild.",
  Archive: "What the city has written down of beasts, things, skills, gates and achievements.",
  Market: "What hunters sell each other, what was paid, and orders in your own name.",
  Account: "Your own account and hunters, by a token.",
  Doors: "What terminal clients use to sign and to log in and out.",
} as const;
export type Tag = keyof typeof TAGS;

export type Asked<P, Q, B> = {
  params: P;
  query: Q;
  body: B;
  /** Who asks; throws where the operation has no scope. */
  bearer(): Bearer;
  /** The token as it was sent. Throws a Refusal with 401 where there is none. */
  token(): string;
  /** The Idempotency-Key, where there must be one. */
  key: string;
  /** Where it comes from; "" for public data, which is shared. */
  address: string;
};

export type Spec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = {
  /** Programs' name for it, in camel case. */
  id: string;
  method: "get" | "post" | "delete";
  /** Below /api/v1, such as `/hunters/{name}`. */
  path: string;
  tag: Tag;
  summary: string;
  details?: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Needs a token that has it. */
  scope?: Scope;
  /** Needs an Idempotency-Key. */
  keyed?: boolean;
  /** Of 200, or `status`; none: 204. */
  answer?: A;
  status?: 200 | 201;
  /** Statuses of refusals beside those that anything may be refused with. */
  refusals?: readonly (401 | 403 | 404 | 409 | 415)[];
  /** Public data, which may be so many seconds old here, and so many more in caches. Everything else is private. */
  fresh?: number;
  /** A limit of its own holds it. */
  unlimited?: boolean;
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<A>> | z.input<A>;
};

export type Operation = Spec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Checks that the handler gives what the schemas promise. */
export function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  spec: Spec<P, Q, B, A>,
): Operation {
  return spec as unknown as Operation;
}

export const isPublic = ({ fresh }: Pick<Operation, "fresh">): boolean => fresh !== undefined;
