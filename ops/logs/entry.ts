/** One line of a log as a person reads it. */
export interface Entry {
  /** A word: trace, debug, info, warn, error, fatal; empty when the line names none. */
  level: string;
  message: string;
  /** What else the line says, as name=value, and a stack trace's lines. */
  details: string[];
  stack: string[];
}

const LEVELS: Record<number, string> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
/** Told elsewhere in the printed line, or of no use to a person. */
const TOLD = new Set(
  "time level msg message service method path status ms seconds pid hostname err".split(" "),
);

/** How the services that don't write JSON begin their lines; group 1 is the severity. */
const PLAIN: readonly RegExp[] = [
  // PostgreSQL: 2026-11-23 22:06:35.123 UTC [1] LOG:  ready
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] (?:\S+ )?([A-Z]+\d?): +/,
  // Nginx: 2026/11/23 22:06:35 [error] 29#29: *12 connect() failed
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(\w+)\] \d+#\d+: (?:\*\d+ )?/,
  // Redis: 1:M 23 Nov 2026 22:06:35.123 * Ready
  /^\d+:[A-Z] \d+ \w+ \d{4} \d\d:\d\d:\d\d\.\d+ ([*#.-]) /,
];
const SEVERITIES: Record<string, string> = {
  log: "info",
  notice: "info",
  hint: "info",
  detail: "info",
  statement: "info",
  context: "info",
  warning: "warn",
  panic: "fatal",
  crit: "fatal",
  alert: "fatal",
  emerg: "fatal",
  ".": "debug",
  "-": "info",
  "*": "info",
  "#": "warn",
};

/** Reads a line, JSON or not. Never throws: what can't be understood is the message itself. */
export function readEntry(line: string): Entry {
  const fields = line.startsWith("{") ? parse(line) : undefined;
  return fields ? fromFields(fields) : fromText(line);
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Cut off by the engine, or never JSON.
    return undefined;
  }
}

function fromFields(fields: Record<string, unknown>): Entry {
  const { method, path, status } = fields;
  const said = printable(fields.msg ?? fields.message ?? "");
  const request = method === undefined ? "" : [method, path, status].map(printable).join(" ");
  const took = typeof fields.ms === "number" ? fields.ms : Number(fields.seconds) * 1_000;
  const error = fields.err as { message?: string; stack?: string } | undefined;
  const message = [
    request && said === "request" ? "" : said,
    request,
    Number.isNaN(took) ? "" : `${Math.round(took * 10) / 10} ms`,
    printable(error?.message ?? ""),
  ].filter((part) => part !== "");
  return {
    level: levelOf(fields),
    message: message.join("  "),
    details: Object.entries(fields).flatMap(([name, value]) => detail(name, value)),
    stack: (error?.stack ?? "").split("\n").slice(1).map(printable),
  };
}

// Nginx's access log names no level: the status says how it went.
function levelOf({ level, status }: Record<string, unknown>): string {
  if (typeof level === "number") return LEVELS[level] ?? String(level);
  if (typeof level === "string") return SEVERITIES[level] ?? level;
  if (typeof status !== "number") return "";
  return status >= 500 ? "error" : "info";
}

function detail(name: string, value: unknown): string[] {
  if (TOLD.has(name) || value === "" || value === null) return [];
  const text = printable(value);
  return [`${name}=${/\s/.test(text) ? JSON.stringify(text) : text}`];
}

function fromText(line: string): Entry {
  for (const pattern of PLAIN) {
    const match = pattern.exec(line);
    if (!match) continue;
    const word = match[1]!.toLowerCase().replace(/\d$/, "");
    return {
      level: SEVERITIES[word] ?? word,
      message: printable(line.slice(match[0].length)),
      details: [],
      stack: [],
    };
  }
  return { level: "", message: printable(line), details: [], stack: [] };
}

// A player chooses some of what is logged: no control character of theirs reaches the operator's terminal.
function printable(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.codePointAt(0)!.toString(16).padStart(2, "0")}`,
  );
}
