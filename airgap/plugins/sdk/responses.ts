import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { topLevel } from "./diff.ts";
import type { DiffKind, DiffResult, Failure } from "./provider.ts";
import { providerPb, toStruct } from "./stubs.ts";
import type { Bag } from "./values.ts";

const KIND: Record<DiffKind, number> = {
  add: 0,
  "add-replace": 1,
  delete: 2,
  "delete-replace": 3,
  update: 4,
  "update-replace": 5,
};
const CHANGES = { none: 1, some: 2 } as const;

export function checkResponse(checked: { inputs: Bag; failures: Failure[] }): pb.CheckResponse {
  const response = new providerPb.CheckResponse();
  response.setInputs(toStruct(checked.inputs));
  for (const { property, reason } of checked.failures) {
    const failure = new providerPb.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

/** Every change is listed in detail, so the engine never has to compare for itself. */
export function diffResponse(diff: DiffResult): pb.DiffResponse {
  const response = new providerPb.DiffResponse();
  const entries = Object.entries(diff.detailed);
  const replacing = entries.filter(([, change]) => change.kind.endsWith("-replace"));
  const keys = (changes: typeof entries): string[] => [...new Set(changes.map(([path]) => topLevel(path)))];
  response.setChanges(entries.length === 0 ? CHANGES.none : CHANGES.some);
  response.setDiffsList(keys(entries));
  response.setReplacesList(keys(replacing));
  response.setStablesList(diff.stables ?? []);
  response.setDeletebeforereplace(diff.deleteBeforeReplace ?? false);
  response.setHasdetaileddiff(true);
  for (const [path, change] of entries) {
    const property = new providerPb.PropertyDiff();
    property.setKind(KIND[change.kind]);
    property.setInputdiff(change.inputDiff ?? false);
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
}
