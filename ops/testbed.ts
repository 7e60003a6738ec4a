// For tests only: a stack of small containers on the local engine, under a name of its own.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import Docker from "dockerode";
import { parseSettings } from "../infra/settings.ts";
import type { Context } from "./context.ts";
import { LABEL_SERVICE, LABEL_STACK } from "./engine.ts";
import { Output } from "./output.ts";

const IMAGE = "node:26.7.0-trixie-slim";
const MILLISECOND = 1_000_000;
/** Runs until it is told to stop. */
export const IDLE = "trap 'exit 0' TERM; while :; do sleep 0.05; done";

/** Below those that systems give to whoever asks for any port. */
const PORTS = { httpPort: "28080", httpsPort: "28443", gamePort: "28789" };

let count = 0;

/** How a container of a test stack differs from one that is idle and healthy. */
export interface Making {
  name?: string;
  script?: string;
  environment?: string[];
  binds?: string[];
  labels?: Record<string, string>;
  network?: string;
  /** A command whose success is health; none for no healthcheck. */
  health?: string;
  start?: boolean;
}

/** A context of its own with everything that was said in it; removed with all its containers at the end. */
export class Testbed implements AsyncDisposable {
  readonly context: Context;
  readonly #said: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "terminusa-ops-"));

  constructor(settings: Record<string, string> = {}) {
    const stack = `t${process.pid}-${++count}`;
    const home = join(this.#folder, ".terminusa");
    mkdirSync(home, { mode: 0o700 });
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        this.#said.push(String(chunk));
        done();
      },
    });
    this.context = {
      root: this.#folder,
      home,
      stack,
      prefix: `terminusa-${stack}`,
      settings: parseSettings({ ...PORTS, ...settings }),
      docker: new Docker(),
      out: new Output(stream),
    };
  }

  get said(): string {
    return this.#said.join("");
  }

  /** Makes a container of a service, and starts it unless told otherwise. */
  async make(service: string, making: Making = {}): Promise<Docker.Container> {
    const { context } = this;
    const name = making.name ?? service;
    const container = await context.docker.createContainer({
      name: `${context.prefix}-${name}`,
      Image: IMAGE,
      Cmd: ["bash", "-c", making.script ?? IDLE],
      Env: [`NAME=${name}`, ...(making.environment ?? [])],
      Labels: { [LABEL_STACK]: context.stack, [LABEL_SERVICE]: service, ...making.labels },
      HostConfig: { NetworkMode: making.network ?? "none", Binds: making.binds ?? [], Memory: 64 * 2 ** 20 },
      ...(making.health !== undefined && { Healthcheck: probe(making.health) }),
    });
    if (making.start !== false) await container.start();
    return container;
  }

  /** A volume of the stack. */
  async volume(short: string): Promise<string> {
    const { context } = this;
    const Name = `${context.prefix}-${short}`;
    await context.docker.createVolume({ Name, Labels: this.labels(short) });
    return Name;
  }

  labels(service: string): Record<string, string> {
    return { [LABEL_STACK]: this.context.stack, [LABEL_SERVICE]: service };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { docker, stack } = this.context;
    const filters = { label: [`${LABEL_STACK}=${stack}`] };
    for (const { Id } of await docker.listContainers({ all: true, filters }))
      await docker.getContainer(Id).remove({ force: true, v: true });
    for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
    for (const { Name } of (await docker.listVolumes({ filters })).Volumes ?? [])
      await docker.getVolume(Name).remove();
    for (const { Id } of await docker.listImages({ filters }))
      await docker.getImage(Id).remove({ force: true });
    rmSync(this.#folder, { recursive: true });
  }
}

function probe(command: string) {
  return {
    Test: ["CMD-SHELL", command],
    Interval: 200 * MILLISECOND,
    Timeout: 2_000 * MILLISECOND,
    Retries: 2,
  };
}
