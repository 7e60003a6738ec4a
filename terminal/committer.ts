/** Group commit: while one commit is under way, commands gather; the next one writes all of them together. */
import pg, { type Pool, type PoolClient } from "pg";
import type { Logger } from "pino";
import type { AccountId } from "../store/accounts.ts";
import { settleWrites, type Write, type Written, writeCommands } from "../store/command-writes.ts";

/** Commands in one commit, which bounds a statement's size and time. */
const MOST_IN_A_COMMIT = 500;
const SETTLE_AGAIN_MS = 200;

/**
 * `done`: committed. `refused`: its fence or version is no longer the newest, nothing was written.
 * `unavailable`: the database can't be reached and nothing was or will be written.
 */
export type Result = { kind: "done"; written: Written } | { kind: "refused" } | { kind: "unavailable" };

type Waiting = { write: Write; answer: (result: Result) => void };

export class Committer {
  readonly #pool: Pool;
  readonly #log: Logger;
  /** The stored answer of a command whose commit broke off and turns out not to have happened. */
  readonly #refusal: string;
  #waiting: Waiting[] = [];
  #busy = false;
  #settling = false;
  #closed = false;

  constructor(pool: Pool, log: Logger, refusal: string) {
    this.#pool = pool;
    this.#log = log;
    this.#refusal = refusal;
  }

  /** Resolves when it is certain what became of the write; never rejects. */
  commit(write: Write): Promise<Result> {
    // While an earlier commit's fate is open, an honest "not saved" now is better than waiting behind it.
    if (this.#settling || this.#closed) return Promise.resolve({ kind: "unavailable" });
    return new Promise((answer) => {
      this.#waiting.push({ write, answer });
      if (!this.#busy) void this.#run();
    });
  }

  /** Gives up commits whose fate is still open; their clients ask again after they come back. */
  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    // One turn of the event loop lets every command that has already arrived join.
    await new Promise((next) => setImmediate(next));
    while (this.#waiting.length > 0) await this.#commit(this.#nextBatch());
    this.#busy = false;
  }

  /** At most one command of an account: its next one is decided on the outcome of this one. */
  #nextBatch(): Waiting[] {
    const batch = new Map<AccountId, Waiting>();
    const later: Waiting[] = [];
    for (const entry of this.#waiting) {
      const { accountId } = entry.write;
      if (batch.size < MOST_IN_A_COMMIT && !batch.has(accountId)) batch.set(accountId, entry);
      else later.push(entry);
    }
    this.#waiting = later;
    return [...batch.values()];
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const client = await this.#connection(batch.length);
    if (!client) {
      answerAll(batch, { kind: "unavailable" });
      return;
    }
    // The pool only listens while a connection is idle: one that breaks now must not end the process.
    const broken = (error: Error) =>
      this.#log.debug({ error: error.message }, "connection broke in a commit");
    client.on("error", broken);
    try {
      const done = await writeCommands(
        client,
        batch.map(({ write }) => write),
      );
      client.off("error", broken);
      client.release();
      answerEach(batch, done, { kind: "refused" });
    } catch (error) {
      // The connection may still be busy with the statement, so it is not used again; it keeps its listener.
      client.release(true);
      await this.#failed(batch, error);
    }
  }

  async #connection(commands: number): Promise<PoolClient | null> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.#log.warn({ error: messageOf(error), commands }, "database away, commands not saved");
      return null;
    }
  }

  async #failed(batch: Waiting[], error: unknown): Promise<void> {
    if (!isRolledBack(error)) return this.#settle(batch, error);
    this.#log.error({ error: messageOf(error), commands: batch.length }, "commit refused by the database");
    answerAll(batch, { kind: "unavailable" });
  }

  async #settle(batch: Waiting[], cause: unknown): Promise<void> {
    this.#log.warn(
      { error: messageOf(cause), commands: batch.length },
      "commit broke off, asking what was done",
    );
    this.#settling = true;
    answerAll(this.#waiting.splice(0), { kind: "unavailable" });
    while (!this.#closed) {
      try {
        const done = await settleWrites(
          this.#pool,
          batch.map(({ write }) => write),
          this.#refusal,
        );
        this.#settling = false;
        this.#log.info({ done: done.size, notSaved: batch.length - done.size }, "commit settled");
        return answerEach(batch, done, { kind: "unavailable" });
      } catch (error) {
        this.#log.debug({ error: messageOf(error) }, "database still away");
        await new Promise((again) => setTimeout(again, SETTLE_AGAIN_MS));
      }
    }
  }
}

function answerEach(batch: Waiting[], done: Map<AccountId, Written>, otherwise: Result): void {
  for (const { write, answer } of batch) {
    const written = done.get(write.accountId);
    answer(written ? { kind: "done", written } : otherwise);
  }
}

function answerAll(batch: Waiting[], result: Result): void {
  for (const { answer } of batch) answer(result);
}

/** An error that Postgres itself reports means a rollback, unless it says that the connection ends. */
export function isRolledBack(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return !error.code.startsWith("57P") && !error.code.startsWith("08");
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
