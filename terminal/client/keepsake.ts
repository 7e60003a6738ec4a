/** What the client remembers of a server: the login token and the authority that the player chose to trust. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export type Kept = { user?: string; token?: string; authority?: string };

/** One file a server, readable by its owner only. */
export class Keepsake {
  readonly #folder: string;
  readonly path: string;

  constructor(env: NodeJS.ProcessEnv, serverName: string) {
    // The specification says that a relative path is to be ignored.
    const base = env.XDG_CONFIG_HOME?.startsWith("/") ? env.XDG_CONFIG_HOME : join(homedir(), ".config");
    this.#folder = join(base, "terminusa");
    this.path = join(this.#folder, `${serverName.replace(/[^\w.-]/g, "_")}.json`);
  }

  /** Empty when there is none. Throws a sentence when the file is not ours. */
  read(): Kept {
    const text = this.#text();
    if (text === null) return {};
    try {
      const kept: unknown = JSON.parse(text);
      if (typeof kept === "object" && kept !== null) return pick(kept as Record<string, unknown>);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new Error(`${this.path} can't be understood. Remove it and log in again.`);
  }

  /** Replaces what `changes` names; an undefined value is forgotten. */
  write(changes: { [key in keyof Kept]: Kept[key] | undefined }): void {
    const kept = { ...this.read(), ...changes };
    if (!kept.token && !kept.authority && !kept.user) {
      rmSync(this.path, { force: true });
      return;
    }
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const fresh = `${this.path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    chmodSync(fresh, 0o600);
    renameSync(fresh, this.path);
  }

  #text(): string | null {
    try {
      return readFileSync(this.path, "utf8");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return null;
      throw new Error(`${this.path} can't be read (${code}).`);
    }
  }
}

function pick(kept: Record<string, unknown>): Kept {
  const picked: Kept = {};
  for (const key of ["user", "token", "authority"] as const) {
    const value = kept[key];
    if (typeof value === "string") picked[key] = value;
  }
  return picked;
}
