import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import tar from "tar-stream";
import { type Failure, InitFailed, type ResourceType } from "../sdk/provider.ts";
import type { Bag } from "../sdk/values.ts";
import { connectEngines, type Engines } from "./engine.ts";
import { readSettings } from "./settings.ts";

/** What the tests share: the machine's own engine, an image of a static busybox, and calls with the usual fields. */
export const IMAGE = `t-docker-busybox:${process.pid}`;
const BUSYBOX = "/bin/busybox";
const COMMANDS = [
  "sh",
  "sleep",
  "cat",
  "ls",
  "id",
  "true",
  "kill",
  "trap",
  "stat",
  "httpd",
  "wget",
  "ip",
  "touch",
];
const UNTIL_NEVER = new AbortController().signal;

export function connectTest(
  args: Bag = {},
  env: Record<string, string> = {},
  home = homedir(),
): Promise<Engines> {
  return connectEngines(readSettings(args, env, home));
}

/** Imports the test image under a tag of this process: test files run at the same time. */
export async function importBusybox(engines: Engines): Promise<void> {
  if (!existsSync(BUSYBOX)) execFileSync("apt-get", ["install", "-y", "-q", "busybox-static"]);
  const pack = tar.pack();
  pack.entry({ name: "bin/busybox", mode: 0o755 }, readFileSync(BUSYBOX));
  for (const name of COMMANDS) pack.entry({ name: `bin/${name}`, type: "symlink", linkname: "busybox" });
  for (const name of ["tmp", "data", "etc"]) pack.entry({ name, type: "directory", mode: 0o1777 });
  pack.finalize();
  const [repo, tag] = IMAGE.split(":");
  const changes = ['CMD ["sh","-c","sleep 3600"]'];
  const options = { repo, tag, changes };
  const stream = await engines.main.docker.importImage(pack as NodeJS.ReadableStream, options as object);
  await new Promise((resolve, reject) => {
    engines.main.docker.modem.followProgress(stream, (error, events) =>
      error ? reject(error) : resolve(events),
    );
  });
}

/** Undoes `importBusybox` and ends the connection. */
export async function leave(engines: Engines): Promise<void> {
  await engines.main.docker.getImage(IMAGE).remove({ force: true });
  engines.main.close();
}

export interface Made {
  id: string;
  inputs: Bag;
  outputs: Bag;
}

const URN = "urn:pulumi:t::t::";

/** Calls on one resource type, as the engine would make them, for resources called t-docker-<something>. */
export class Rig {
  readonly type: ResourceType;
  readonly #made = new Map<string, Bag>();

  constructor(type: ResourceType) {
    this.type = type;
  }

  async check(
    news: Bag,
    olds: Bag = {},
    name = "t-docker-r",
    seed = 1,
  ): Promise<{ inputs: Bag; failures: Failure[] }> {
    const randomSeed = new Uint8Array(32).fill(seed);
    return this.type.check({ urn: this.#urn(name), name, olds, news, randomSeed });
  }

  /** Checked inputs; throws if there are failures. */
  async inputs(
    news: Bag,
    olds: Bag = {},
    name = "t-docker-r",
    seed = Math.floor(Math.random() * 256),
  ): Promise<Bag> {
    const { inputs, failures } = await this.check(news, olds, name, seed);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return inputs;
  }

  /** Checks and creates; what is made is removed by `clean`. */
  async create(news: Bag, signal: AbortSignal = UNTIL_NEVER): Promise<Made> {
    const name = `t-docker-${Math.random().toString(16).slice(2, 10)}`;
    const inputs = await this.inputs(news, {}, name);
    const urn = this.#urn(name);
    try {
      const made = await this.type.create({
        urn,
        name,
        inputs,
        preview: false,
        timeoutSeconds: 0,
        signal,
        log: () => {},
      });
      this.#made.set(made.id, made.outputs);
      return { ...made, inputs };
    } catch (error) {
      if (error instanceof InitFailed) this.#made.set(error.id, error.outputs);
      throw error;
    }
  }

  preview(inputs: Bag): Promise<{ id: string; outputs: Bag }> {
    const request = {
      urn: this.#urn("p"),
      name: "p",
      inputs,
      preview: true,
      timeoutSeconds: 0,
      signal: UNTIL_NEVER,
    };
    return this.type.create({ ...request, log: () => {} });
  }

  /** The detailed difference between a state and a program, as path → kind. */
  async diff(made: Made, program: Bag): Promise<Record<string, string>> {
    const news = await this.inputs(program, made.inputs);
    const { detailed } = await this.type.diff({
      urn: this.#urn("r"),
      id: made.id,
      olds: made.outputs,
      oldInputs: made.inputs,
      news,
      ignoreChanges: [],
    });
    return Object.fromEntries(Object.entries(detailed).map(([path, { kind }]) => [path, kind]));
  }

  async read(made: Made): Promise<Made | null> {
    const { id, outputs, inputs } = made;
    return this.type.read({ urn: this.#urn("r"), id, outputs, inputs, signal: UNTIL_NEVER, log: () => {} });
  }

  async update(made: Made, program: Bag, preview = false): Promise<Made> {
    const news = await this.inputs(program, made.inputs);
    const { outputs } = await this.type.update({
      urn: this.#urn("r"),
      id: made.id,
      olds: made.outputs,
      oldInputs: made.inputs,
      news,
      preview,
      timeoutSeconds: 0,
      ignoreChanges: [],
      signal: UNTIL_NEVER,
      log: () => {},
    });
    return { id: made.id, inputs: news, outputs };
  }

  async delete(made: Pick<Made, "id" | "outputs">): Promise<void> {
    const { id, outputs } = made;
    await this.type.delete({
      urn: this.#urn("r"),
      id,
      outputs,
      oldInputs: {},
      timeoutSeconds: 0,
      signal: UNTIL_NEVER,
      log: () => {},
    });
    this.#made.delete(id);
  }

  async clean(): Promise<void> {
    for (const [id, outputs] of [...this.#made].reverse()) {
      await this.delete({ id, outputs: { ...outputs, destroyGraceSeconds: 0 } });
    }
  }

  #urn(name: string): string {
    return `${URN}${this.type.token}::${name}`;
  }
}
