import * as pulumi from "@pulumi/pulumi";
import { parseSettings, type Settings } from "./settings.ts";

/** What every component of a stack gets: its settings, its names and its checkout. */
export interface Stack {
  /** The Pulumi stack's name, as `dev`. */
  name: string;
  /** What all physical names begin with, as `terminusa-dev`. */
  prefix: string;
  /** The checkout. */
  root: string;
  settings: Settings;
}

const NAMESPACE = "terminusa:";

/** Reads the stack that Pulumi runs. Throws SettingsError on an unknown or contradictory setting. */
export function readStack(root: string): Stack {
  const name = pulumi.getStack();
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig()))
    if (key.startsWith(NAMESPACE)) raw[key.slice(NAMESPACE.length)] = value;
  return { name, prefix: `terminusa-${name}`, root, settings: parseSettings(raw) };
}

/** The labels by which `./terminusa` finds what belongs to a stack, in Pulumi's list form, sorted. */
export function labels(stack: Stack, service: string, more: Record<string, string> = {}) {
  const all = { "io.terminusa.service": service, "io.terminusa.stack": stack.name, ...more };
  return Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
