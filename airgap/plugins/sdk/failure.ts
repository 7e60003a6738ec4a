import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { InitFailed, ProviderError, STATUS_CODES } from "./provider.ts";
import { providerPb, statusPb, toStruct } from "./stubs.ts";

/**
 * What a thrown error becomes on the wire. UNKNOWN makes the engine record that the outcome is uncertain,
 * so only errors that nobody foresaw get it.
 */
export function toServiceError(error: unknown): Partial<ServiceError> {
  if (error instanceof InitFailed) {
    return { code: status.UNKNOWN, details: error.message, metadata: initFailedDetails(error) };
  }
  if (error instanceof ProviderError) return { code: STATUS_CODES[error.code], details: error.message };
  if (error instanceof Error && error.name === "AbortError") {
    return { code: status.CANCELLED, details: error.message };
  }
  return { code: status.UNKNOWN, details: error instanceof Error ? describe(error) : String(error) };
}

function describe(error: Error): string {
  return error.stack ?? error.message;
}

function initFailedDetails(error: InitFailed): Metadata {
  const detail = new providerPb.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.outputs));
  detail.setReasonsList(error.reasons);
  if (error.inputs !== undefined) detail.setInputs(toStruct(error.inputs));
  const message = new statusPb.Status();
  message.setCode(status.UNKNOWN);
  message.setMessage(error.message);
  message.addDetails().pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(message.serializeBinary()));
  return metadata;
}
