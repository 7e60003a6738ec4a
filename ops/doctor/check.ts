/** What one look found. */
export interface Check {
  name: string;
  /** `fail` makes the command fail; `warn` will become a failure, or is worth knowing. */
  level: "ok" | "warn" | "fail";
  /** What was found, in one or more lines. */
  detail: string;
  /** The one command, or the one thing, that mends it; null when all is well. */
  remedy: string | null;
}

export function ok(name: string, detail: string): Check {
  return { name, level: "ok", detail, remedy: null };
}

export function warn(name: string, detail: string, remedy: string): Check {
  return { name, level: "warn", detail, remedy };
}

export function fail(name: string, detail: string, remedy: string): Check {
  return { name, level: "fail", detail, remedy };
}

/** Runs a check; one that can't even look has failed, with the reason. */
export async function attempt(name: string, remedy: string, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    return fail(name, (error as Error).message, remedy);
  }
}
