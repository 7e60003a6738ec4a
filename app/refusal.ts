/** A request that is refused with this status; `message` is for the player, in words to act on. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly title: string;
  /** For Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, title: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Something in what was sent can't be used: `errors` says what of which field. */
export class FieldRefusal extends Refusal {
  override name = "FieldRefusal";
  readonly errors: Record<string, string>;

  constructor(status: number, title: string, message: string, errors: Record<string, string>) {
    super(status, title, message);
    this.errors = errors;
  }
}
