import { parseDuration } from "./duration.ts";

/** Validators in the words of the official plugin; each returns the reason why a value is refused, or null. */
export function matching(pattern: RegExp): (value: string) => string | null {
  return (value) => (pattern.test(value) ? null : `'${value}' doesn't match the pattern '${pattern.source}'`);
}

export function atLeast(least: number): (value: number) => string | null {
  return (value) => (value >= least ? null : `'${value}' cannot be lower than ${least}`);
}

export function base64(value: string): string | null {
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(
    value.replace(/[\r\n]/g, ""),
  );
  return isBase64 ? null : "the value is not base64 decodeable";
}

export function absolutePath(value: string): string | null {
  return /^[a-zA-Z]:[\\/]|^\//.test(value) ? null : `'${value}' must be an absolute path`;
}

export function duration(value: string): string | null {
  const nanoseconds = parseDuration(value);
  if (nanoseconds === null) return `'${value}' is not a valid duration`;
  return nanoseconds < 0 ? `'${value}' duration must not be negative` : null;
}
