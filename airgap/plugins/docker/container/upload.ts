import { readFile } from "node:fs/promises";
import tar from "tar-stream";
import { ProviderError } from "../../sdk/provider.ts";
import type { Bag } from "../../sdk/values.ts";
import type { Engine } from "../engine.ts";
import { engineError } from "../engine-error.ts";

const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o744;

/** Puts each upload into the container, one archive a file unpacked at /, owned by root. */
export async function upload(engine: Engine, id: string, inputs: Bag, signal: AbortSignal): Promise<void> {
  for (const file of (inputs.uploads ?? []) as Bag[]) {
    const pack = tar.pack();
    const header = { name: file.file as string, mode: modeOf(file), mtime: new Date(), uid: 0, gid: 0 };
    pack.entry(header, await contentOf(file));
    pack.finalize();
    try {
      await engine.docker
        .getContainer(id)
        .putArchive(pack as unknown as NodeJS.ReadableStream, { path: "/", abortSignal: signal } as never);
    } catch (error) {
      throw engineError("Unable to upload volume content", error);
    }
  }
}

/** An empty text counts as unset, so that an empty file can't be uploaded: the official plugin does the same. */
async function contentOf(upload: Bag): Promise<Buffer> {
  const given = ["content", "contentBase64", "source"].filter((key) => upload[key]);
  if (given.length !== 1) {
    const which = "one of 'content', 'content_base64', or 'source'";
    const reason = given.length === 0 ? `${which} must be set` : `only ${which} can be set`;
    throw new ProviderError("INVALID_ARGUMENT", `error with upload content: ${reason}`);
  }
  const value = upload[given[0]!] as string;
  if (given[0] === "content") return Buffer.from(value, "utf8");
  if (given[0] === "contentBase64") return Buffer.from(value, "base64");
  try {
    return await readFile(value);
  } catch (error) {
    throw new ProviderError("INVALID_ARGUMENT", `could not read file: ${(error as Error).message}`);
  }
}

function modeOf(upload: Bag): number {
  const permissions = upload.permissions;
  if (typeof permissions === "string" && permissions !== "") return Number.parseInt(permissions, 8);
  return upload.executable === true ? EXECUTABLE_MODE : FILE_MODE;
}
