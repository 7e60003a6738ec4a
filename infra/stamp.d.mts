/** See stamp.mjs. */
export function stamp(root: string, paths: readonly string[]): string;
