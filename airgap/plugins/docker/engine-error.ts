import { ProviderError, type STATUS_CODES } from "../sdk/provider.ts";

const CLIENT_PREFIX = /^\(HTTP code \d+\) .*? - /;

interface EngineFailure {
  statusCode?: number;
  code?: string;
  name?: string;
  message?: string;
  cause?: unknown;
  json?: { message?: string } | Buffer | null;
}

const CODES: Readonly<Record<number, keyof typeof STATUS_CODES>> = {
  400: "INVALID_ARGUMENT",
  401: "PERMISSION_DENIED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ALREADY_EXISTS",
};

/** The error of a failed call to the Engine: what was tried and the Engine's own words. */
export function engineError(action: string, error: unknown): ProviderError {
  const code = error instanceof ProviderError ? error.code : codeOf(error as EngineFailure);
  return new ProviderError(code, `${action}: ${engineMessage(error)}`, {
    cause: error,
  });
}

function codeOf(failure: EngineFailure): keyof typeof STATUS_CODES {
  if (isTimeout(failure)) return "DEADLINE_EXCEEDED";
  if (failure.name === "AbortError") return "CANCELLED";
  if (failure.statusCode !== undefined) return CODES[failure.statusCode] ?? "FAILED_PRECONDITION";
  return "UNAVAILABLE";
}

/** An abort's cause tells whether time was up or the engine cancelled. */
function isTimeout(failure: EngineFailure): boolean {
  return (
    failure.name === "TimeoutError" || (failure.cause as EngineFailure | undefined)?.name === "TimeoutError"
  );
}

/** The Engine's own words, without the client's wrapping. */
export function engineMessage(error: unknown): string {
  const failure = error as EngineFailure;
  if (isTimeout(failure)) return "timed out";
  if (failure.name === "AbortError") return "cancelled";
  const json = failure.json;
  if (json && !Buffer.isBuffer(json) && json.message) return json.message;
  return (failure.message ?? String(error)).replace(CLIENT_PREFIX, "").trim();
}

/** The HTTP status of the Engine's answer, or undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as EngineFailure).statusCode;
}

/** Whether the Engine's words contain one of these, in any case. */
export function says(error: unknown, ...phrases: string[]): boolean {
  const message = engineMessage(error).toLowerCase();
  return phrases.some((phrase) => message.includes(phrase.toLowerCase()));
}
