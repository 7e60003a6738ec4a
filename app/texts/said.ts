import type { TextKey, TextValues } from "./keys.ts";
import type { Values } from "./speak.ts";

/** A text to be said later, to whoever asks, in their language. */
export type Said = { key: TextKey; values: Values };
export type Given<Key extends TextKey> = TextValues[Key] extends null ? [] : [values: TextValues[Key]];

/** `text("refusals.nothing-at", { path })`: a refusal carries it until somebody's language is known. */
export function text<Key extends TextKey>(key: Key, ...[values]: Given<Key>): Said {
  return { key, values: values ?? {} };
}
