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

/** The same error with every command in it on the stack that it is about, which `dev` alone needs not be named. */
export function addressed(error: OperatorError, stack: string): OperatorError {
  if (stack === "dev") return error;
  const named = (text: string) => text.replace(/\.\/terminusa (?!--)/g, `./terminusa --stack ${stack} `);
  return new OperatorError(named(error.what), named(error.why), named(error.remedy));
}

/** A bad setting's message, whose lines are what, why and remedy, as an error for the operator. */
export function settingsProblem(error: Error): OperatorError {
  const [what = "", ...rest] = error.message.split("\n").map((line) => line.trim());
  const remedy = rest.pop() ?? "see docs/settings.md";
  return new OperatorError(what, rest.join("\n") || "the setting can't be used", remedy);
}
