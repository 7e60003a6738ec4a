import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { WorkQueue } from "./work-queue.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Two at a time keep one core and 40 MiB busy at most, so that a storm of logins can't starve the rest. */
const AT_ONCE = 2;
const MOST_WAITING = 100;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);
const queue = new WorkQueue(AT_ONCE, MOST_WAITING);

type Recipe = { memory: number; passes: number; parallelism: number; nonce: Buffer; tagLength: number };

/** A PHC string (`$argon2id$v=19$…`) with a fresh salt. Throws QueueFull under a storm. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await run(password, {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
    nonce,
    tagLength: HASH_BYTES,
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(nonce)}$${unpadded(hash)}`;
}

/** Whether `password` gives the PHC string `phc`. Throws if `phc` isn't one of ours, or QueueFull. */
export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  const { recipe, hash } = parse(phc);
  return timingSafeEqual(await run(password, recipe), hash);
}

/** Takes as long as {@link verifyPassword}, so that an unknown name can't be told by the clock. */
export async function verifyNobody(password: string): Promise<void> {
  await run(password, {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
    nonce: Buffer.alloc(SALT_BYTES, 1),
    tagLength: HASH_BYTES,
  });
}

/** Whether the hash was made with other costs than today's. */
export function needsRehash(phc: string): boolean {
  const { recipe } = parse(phc);
  return recipe.memory !== MEMORY_KIB || recipe.passes !== PASSES || recipe.parallelism !== LANES;
}

function run(password: string, recipe: Recipe): Promise<Buffer> {
  // The same characters typed on two systems may arrive composed differently.
  return queue.add(() => derive("argon2id", { message: password.normalize("NFKC"), ...recipe }));
}

function parse(phc: string): { recipe: Recipe; hash: Buffer } {
  const match = PHC.exec(phc);
  if (!match) throw new Error("a stored password is not an argon2id PHC string");
  const [memory, passes, parallelism] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const hash = Buffer.from(match[5]!, "base64");
  return {
    recipe: { memory, passes, parallelism, nonce: Buffer.from(match[4]!, "base64"), tagLength: hash.length },
    hash,
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
