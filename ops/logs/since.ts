import { OperatorError } from "../operator-error.ts";

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** When "10m", "2h", "1d", "90s" or a date was. Throws OperatorError on anything else. */
export function parseSince(text: string, now: Date): Date {
  const match = /^(\d+)([smhd])$/.exec(text.trim());
  if (match) return new Date(now.getTime() - Number(match[1]) * SECONDS[match[2]!]! * 1_000);
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new OperatorError(
    `--since ${text} is no time`,
    "it takes a length as 90s, 10m, 2h or 1d, or a date as 2026-11-23T22:00:00",
    "./terminusa logs --since 10m",
  );
}
