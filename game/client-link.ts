/** Runs a ClientSession over real sockets: the same loop in the browser and in the command-line client. */
import type { ClientEffect, ClientSession } from "./client-session.ts";

/** The part of WebSocket that is used; the browser's and the `ws` package's both fit. */
export type SocketLike = {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
};

/** Silence after which the client asks whether the server is there, and how long it waits for the answer (ms). */
const ASK_AFTER_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 1_000;
/**
 * A check that is so late was held up: the machine slept, or a browser slows down what is not seen. A line that slept is
 * mostly dead, so the answer is waited for less; a line of a page that isn't seen mostly lives, so it is asked first.
 */
const LATE_MS = 5_000;
const ANSWER_AFTER_SLEEP_MS = 3_000;
/** A close code of our own, which browsers allow scripts to send. */
const SILENT = 4900;
const ABNORMAL = 1006;

export type LinkOptions = {
  session: ClientSession;
  /** Opens a new socket with the subprotocol JSON_SUBPROTOCOL. */
  open: () => SocketLike;
  /** Gets every effect but `send`, `pause` and the timing of `reconnect`, which the link does itself. */
  onEffect: (effect: ClientEffect) => void;
};

export type Link = {
  /** Does what a method of the session returned, e.g. `link.run(session.typed(line))`. */
  run(effects: ClientEffect[]): void;
  /** Ends for good: closes the socket and waits for nothing. */
  end(): void;
  /** Waits no longer for a reconnect that is planned, e.g. because the page is online again. */
  hurry(): void;
};

/** Opens the first socket at once and keeps one open until the session stops. */
export function startLink({ session, open, onEffect }: LinkOptions): Link {
  let socket: SocketLike | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;

  function connect(): void {
    retry = undefined;
    const current = open();
    let heard = Date.now();
    let closed = false;
    socket = current;
    const lost = (code: number, reason: string) => {
      if (closed) return;
      closed = true;
      clearInterval(watch);
      if (socket !== current) return;
      socket = null;
      run(session.closed(code, reason));
    };
    current.onopen = () => {
      heard = Date.now();
      if (socket === current) run(session.opened());
    };
    current.onmessage = (event: { data: unknown }) => {
      heard = Date.now();
      if (socket === current && typeof event.data === "string") run(session.received(event.data));
    };
    current.onclose = (event: { code: number; reason: string }) => lost(event.code, event.reason);
    // A close event with the code follows; without a handler the `ws` package would throw.
    current.onerror = () => {};
    clearInterval(watch);
    let checked = Date.now();
    let asked: { at: number; within: number } | undefined;
    watch = setInterval(() => {
      const now = Date.now();
      const within = now - checked > LATE_MS ? ANSWER_AFTER_SLEEP_MS : ANSWER_WITHIN_MS;
      checked = now;
      // Checks may be a minute apart, and an answer older than any limit by then.
      if (asked !== undefined && heard >= asked.at) asked = undefined;
      if (now - heard <= ASK_AFTER_MS) return;
      if (asked === undefined) {
        asked = { at: now, within };
        if (session.state !== "offline") current.send('{"t":"ping"}');
      } else if (now - asked.at >= asked.within) {
        // Closing waits for an answer that will not come, so the session is told at once.
        current.close(SILENT);
        lost(ABNORMAL, "");
      }
    }, CHECK_EVERY_MS);
  }

  function run(effects: ClientEffect[]): void {
    for (const effect of effects) {
      if (effect.do === "send") socket?.send(JSON.stringify(effect.message));
      else if (effect.do === "pause") setTimeout(() => run(session.unpaused()), effect.ms);
      else onEffect(effect);
      if (effect.do !== "reconnect") continue;
      clearTimeout(retry);
      retry = setTimeout(connect, effect.afterMs);
    }
  }

  connect();
  return {
    run,
    hurry() {
      if (retry === undefined) return;
      clearTimeout(retry);
      connect();
    },
    end() {
      clearTimeout(retry);
      clearInterval(watch);
      const last = socket;
      socket = null;
      last?.close(1000);
    },
  };
}
