import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError, type ResourceType } from "../sdk/provider.ts";
import type { Bag } from "../sdk/values.ts";
import { checkInputs } from "./bridge/check.ts";
import { diffState, unchanged } from "./bridge/diff.ts";
import { keepOrder, refreshInputs } from "./bridge/refresh.ts";
import { plain, type Schema } from "./bridge/schema.ts";
import { deadline } from "./deadline.ts";
import type { Engine, Engines } from "./engine.ts";
import { engineError, says, statusOf } from "./engine-error.ts";

const IN_USE_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 200;

const text = { type: "string", change: "replace" } as const;

export const VOLUME: Schema = {
  inputs: {
    name: { ...text, computed: true },
    driver: { ...text, computed: true },
    driverOpts: { type: "map", change: "replace" },
    labels: {
      type: "blocks",
      order: "set",
      change: "replace",
      fields: { label: { ...text, required: true }, value: { ...text, required: true } },
    },
  },
  outputs: ["mountpoint"],
  autoname: true,
  deleteBeforeReplace: "named",
  stateVersion: 1,
};

/** docker:index/volume:Volume; its id is its name. Creating a name that exists adopts the volume with its data. */
export function volumeType(engines: () => Engines): ResourceType {
  return {
    token: "docker:index/volume:Volume",
    check: async (request) => checkInputs(VOLUME, request),
    diff: async (request) => diffState(VOLUME, request),
    create: async ({ inputs, preview }) => {
      if (preview) return { id: "", outputs: plain(inputs) };
      return createVolume(engines().main, plain(inputs));
    },
    read: async ({ id, outputs, inputs }) => {
      const read = await readVolume(engines().main, id, plain(outputs));
      return read && { id, outputs: read, inputs: refreshInputs(VOLUME, inputs, read) };
    },
    update: async (request) => ({ outputs: unchanged(VOLUME, request) }),
    delete: async ({ id, timeoutSeconds, signal }) =>
      deleteVolume(engines().main, id, deadline(signal, timeoutSeconds)),
  };
}

async function createVolume(engine: Engine, inputs: Bag): Promise<{ id: string; outputs: Bag }> {
  const labels = (inputs.labels ?? []) as Bag[];
  const request = {
    Name: inputs.name,
    Driver: inputs.driver,
    DriverOpts: inputs.driverOpts,
    Labels: Object.fromEntries(labels.map(({ label, value }) => [label as string, value])),
  };
  try {
    const made = (await engine.docker.createVolume({ _query: {}, _body: request } as never)) as unknown as {
      Name: string;
      name: string;
    };
    const id = made.Name ?? made.name;
    const outputs = await readVolume(engine, id, inputs);
    if (!outputs) throw new ProviderError("ABORTED", "the volume vanished as soon as it was made");
    return { id, outputs };
  } catch (error) {
    throw engineError("Unable to create volume", error);
  }
}

async function readVolume(engine: Engine, id: string, prior: Bag): Promise<Bag | null> {
  try {
    const info = await engine.docker.getVolume(id).inspect();
    return keepOrder(VOLUME, prior, {
      name: info.Name,
      labels: Object.entries(info.Labels ?? {}).map(([label, value]) => ({ label, value })),
      driver: info.Driver,
      driverOpts: (info.Options ?? {}) as Bag,
      mountpoint: info.Mountpoint,
      __meta: JSON.stringify({ schema_version: String(VOLUME.stateVersion) }),
    });
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineError("Unable to inspect volume", error);
  }
}

/** Removes the volume and its data by force, waiting up to 30 s for containers to let go of it. */
async function deleteVolume(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + IN_USE_MILLISECONDS;
  for (;;) {
    try {
      await engine.docker.getVolume(id).remove({ force: true, abortSignal: signal } as never);
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      const isInUse = says(error, "volume is in use") && performance.now() < end;
      if (!isInUse) throw engineError(`Unable to remove volume ${id}`, error);
    }
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch((error) => {
      throw engineError(`Unable to remove volume ${id}`, error);
    });
  }
}
