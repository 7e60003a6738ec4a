import { createHash } from "node:crypto";
import type { Autonaming } from "../../sdk/provider.ts";

const RANDOM_DIGITS = 7;
const MAX_LENGTH = 255;

/**
 * The name of a resource that the program gave none: `<name>-<7 hex digits>` drawn from the seed, which is the same
 * at preview and at update, or what the project's autonaming settings propose. Throws when they forbid it.
 */
export function autoname(name: string, seed: Uint8Array, autonaming?: Autonaming): string {
  if (autonaming?.mode === "disabled") {
    throw new Error("automatic naming is disabled but no explicit name was provided");
  }
  if (autonaming) return autonaming.proposedName;
  const digits = createHash("sha256").update(seed).update(name).digest("hex").slice(0, RANDOM_DIGITS);
  return `${name.slice(0, MAX_LENGTH - RANDOM_DIGITS - 1)}-${digits}`;
}
