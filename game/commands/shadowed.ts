/** What a shadow may still do: look, walk, speak, and buy what ends it. */
import { has } from "../combat/status.ts";
import type { Hunter } from "../hunter/hunter.ts";
import type { CommandSpec } from "./spec.ts";

const BEYOND: readonly CommandSpec["name"][] = [
  ...["equip", "remove", "drop", "repair", "upgrade", "craft", "slots", "sell", "gacha", "flip"],
  ...["become", "stat", "respec", "exam", "enter", "accept"],
];

/** Why a hunter who is a shadow can't do that, in one sentence; null for everyone else and everything else. */
export function beyondShadow({ run, sheet }: Hunter, { name }: CommandSpec): string | null {
  if (run || sheet.afflictions.length === 0 || !has(sheet.afflictions, "shadow")) return null;
  if (!BEYOND.includes(name)) return null;
  return "Your hand goes through it. A shadow may only shop: a resurrection potion ends that. buy resurrection-potion, then use it.";
}
