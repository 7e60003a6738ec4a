/** The end of a log of JSON lines, of bounded size however long the log is. */
import { open } from "node:fs/promises";

/**
 * The last `bytes` of the file as objects, the oldest first; lines that don't read, as the one that the bound cuts, are
 * left out. A log that was rotated a moment ago goes on in `<file>.1`. Empty where there is no such file; rejects where
 * it may not be read.
 */
export async function logTail(file: string, bytes: number): Promise<Record<string, unknown>[]> {
  const now = await tailOf(file, bytes);
  const before = now.length < bytes ? await tailOf(`${file}.1`, bytes - now.length) : "";
  return `${before}${now}`.split("\n").flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return typeof entry === "object" && entry !== null ? [entry as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
}

async function tailOf(file: string, bytes: number): Promise<string> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!handle) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
