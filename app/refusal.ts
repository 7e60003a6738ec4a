import type { Said } from "./texts/said.ts";

/** A text of the catalogue, or what the game or the store says in English. */
export type Sayable = Said | string;

/** A request that is refused with this status; `detail` is for the player, in words to act on. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly title: Sayable;
  readonly detail: Sayable;
  /** For Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, title: Sayable, detail: Sayable, retryAfterSeconds?: number) {
    super(typeof detail === "string" ? detail : detail.key);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Something in what was sent can't be used: `errors` says what of which field. */
export class FieldRefusal extends Refusal {
  override name = "FieldRefusal";
  readonly errors: Record<string, string>;

  constructor(status: number, title: Sayable, detail: Sayable, errors: Record<string, string>) {
    super(status, title, detail);
    this.errors = errors;
  }
}
