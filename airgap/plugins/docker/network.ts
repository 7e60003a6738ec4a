import { setTimeout as sleep } from "node:timers/promises";
import type { NetworkInspectInfo } from "dockerode";
import { ProviderError, type ResourceType } from "../sdk/provider.ts";
import type { Bag, Value } from "../sdk/values.ts";
import { checkInputs } from "./bridge/check.ts";
import { diffState, unchanged } from "./bridge/diff.ts";
import { keepOrder, refreshInputs } from "./bridge/refresh.ts";
import { plain, type Schema } from "./bridge/schema.ts";
import { deadline } from "./deadline.ts";
import type { Engine, Engines } from "./engine.ts";
import { engineError, says, statusOf } from "./engine-error.ts";

const BUSY_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 200;

const text = { type: "string", change: "replace" } as const;
const flag = { type: "boolean", change: "replace" } as const;
const map = { type: "map", change: "replace" } as const;

export const NETWORK: Schema = {
  inputs: {
    name: text,
    labels: {
      type: "blocks",
      order: "set",
      change: "replace",
      fields: { label: { ...text, required: true }, value: { ...text, required: true } },
    },
    driver: { ...text, computed: true },
    options: { ...map, computed: true },
    internal: { ...flag, computed: true },
    attachable: flag,
    ingress: flag,
    ipv6: flag,
    ipamDriver: { ...text, fallback: "default" },
    ipamOptions: map,
    ipamConfigs: {
      type: "blocks",
      order: "set",
      change: "replace",
      computed: true,
      fields: { subnet: text, ipRange: text, gateway: text, auxAddress: map },
    },
  },
  outputs: ["scope"],
  autoname: true,
  deleteBeforeReplace: "named",
  stateVersion: 1,
};

/** docker:index/network:Network; its id is the Engine's. Nothing changes in place. */
export function networkType(engines: () => Engines): ResourceType {
  return {
    token: "docker:index/network:Network",
    check: async (request) => checkInputs(NETWORK, request),
    diff: async (request) => diffState(NETWORK, request),
    create: async ({ inputs, preview }) => {
      if (preview) return { id: "", outputs: plain(inputs) };
      return createNetwork(engines().main, plain(inputs));
    },
    read: async ({ id, outputs, inputs }) => {
      const read = await readNetwork(engines().main, id, plain(outputs));
      return read && { id, outputs: read, inputs: refreshInputs(NETWORK, inputs, read) };
    },
    update: async (request) => ({ outputs: unchanged(NETWORK, request) }),
    delete: async ({ id, timeoutSeconds, signal }) =>
      deleteNetwork(engines().main, id, deadline(signal, timeoutSeconds)),
  };
}

async function createNetwork(engine: Engine, inputs: Bag): Promise<{ id: string; outputs: Bag }> {
  try {
    const network = await engine.docker.createNetwork({ _query: {}, _body: networkRequest(inputs) } as never);
    const outputs = await readNetwork(engine, network.id, inputs);
    if (!outputs) throw new ProviderError("ABORTED", "the network vanished as soon as it was made");
    return { id: network.id, outputs };
  } catch (error) {
    throw engineError("Unable to create network", error);
  }
}

function networkRequest(inputs: Bag): object {
  const labels = (inputs.labels ?? []) as Bag[];
  const pools = inputs.ipamConfigs as Bag[] | undefined;
  return {
    Name: inputs.name,
    CheckDuplicate: true,
    Driver: inputs.driver,
    Internal: inputs.internal ?? false,
    Attachable: inputs.attachable ?? false,
    Ingress: inputs.ingress ?? false,
    EnableIPv6: inputs.ipv6 ?? false,
    Options: inputs.options,
    Labels: Object.fromEntries(labels.map(({ label, value }) => [label as string, value])),
    IPAM: { Driver: inputs.ipamDriver, Options: inputs.ipamOptions, Config: pools?.map(poolRequest) },
  };
}

function poolRequest(pool: Bag): object {
  return {
    Subnet: pool.subnet,
    IPRange: pool.ipRange,
    Gateway: pool.gateway,
    AuxiliaryAddresses: pool.auxAddress ?? {},
  };
}

async function readNetwork(engine: Engine, id: string, prior: Bag): Promise<Bag | null> {
  try {
    const info = await engine.docker.getNetwork(id).inspect();
    return keepOrder(NETWORK, prior, networkState(info));
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineError(`Unable to read network ${id}`, error);
  }
}

function networkState(info: NetworkInspectInfo): Bag {
  const pools = (info.IPAM?.Config ?? []) as Record<string, Value>[];
  return {
    name: info.Name,
    labels: Object.entries(info.Labels ?? {}).map(([label, value]) => ({ label, value })),
    driver: info.Driver,
    internal: info.Internal,
    attachable: info.Attachable,
    ingress: info.Ingress ?? false,
    ipv6: info.EnableIPv6 ?? false,
    ipamDriver: info.IPAM?.Driver ?? "",
    ipamOptions: (info.IPAM?.Options ?? {}) as Bag,
    ipamConfigs: pools.map(poolState),
    options: (info.Options ?? {}) as Bag,
    scope: info.Scope,
    __meta: JSON.stringify({ schema_version: String(NETWORK.stateVersion) }),
  };
}

function poolState(pool: Record<string, Value>): Value {
  const fields: [string, Value | undefined][] = [
    ["subnet", pool.Subnet],
    ["ipRange", pool.IPRange],
    ["gateway", pool.Gateway],
    ["auxAddress", pool.AuxiliaryAddresses],
  ];
  return Object.fromEntries(fields.filter((field): field is [string, Value] => Boolean(field[1])));
}

/** Removes the network, waiting up to 30 s for containers to leave it; one that is gone is no error. */
async function deleteNetwork(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + BUSY_MILLISECONDS;
  for (;;) {
    try {
      await engine.docker.getNetwork(id).remove({ abortSignal: signal });
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      const isBusy = says(error, "has active endpoints") && performance.now() < end;
      if (!isBusy) throw engineError(`Unable to remove network ${id}`, error);
    }
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch((error) => {
      throw engineError(`Unable to remove network ${id}`, error);
    });
  }
}
