/** A failure told to the operator in three lines: what failed, why, and what to do. */
export class OperatorError extends Error {
  override name = "OperatorError";
  readonly what: string;
  readonly why: string;
  readonly remedy: string;

  constructor(what: string, why: string, remedy: string) {
    super(`${what}: ${why}`);
    this.what = what;
    this.why = why;
    this.remedy = remedy;
  }
}
