/**
 * Arrays as PostgreSQL's binary format has them (array_recv): no quoting to do here and none to undo there, which
 * counts where hundreds of documents go in one statement. `pg` sends a Buffer as a binary parameter; the statement
 * must name the parameter's type, since the bytes do.
 */

/** The elements' types by their object ids, which are the same in every database (pg_type.dat). */
const BIGINT = 20;
const INTEGER = 23;
const TEXT = 25;
const BOOLEAN = 16;

const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL = -1;
const WORD = 2 ** 32;

/** A bigint[] of whole numbers or decimal digits. Throws SyntaxError or RangeError on anything else. */
export function bigints(values: readonly (string | number)[]): Buffer {
  const array = begun(BIGINT, values.length, values.length * (LENGTH_BYTES + 8));
  let at = HEAD_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(8, at);
    const number = Number(value);
    if (Number.isSafeInteger(number)) at = writeWhole(array, number, at);
    else at = array.writeBigInt64BE(BigInt(value), at);
  }
  return array;
}

/** Without a BigInt, which costs an allocation each. */
function writeWhole(array: Buffer, number: number, at: number): number {
  const high = array.writeInt32BE(Math.floor(number / WORD), at);
  return array.writeInt32BE(number | 0, high);
}

/** An integer[]; RangeError on what doesn't fit. */
export function integers(values: readonly number[]): Buffer {
  const array = begun(INTEGER, values.length, values.length * (LENGTH_BYTES + 4));
  let at = HEAD_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(4, at);
    at = array.writeInt32BE(value, at);
  }
  return array;
}

/** A boolean[]. */
export function booleans(values: readonly boolean[]): Buffer {
  const array = begun(BOOLEAN, values.length, values.length * (LENGTH_BYTES + 1));
  let at = HEAD_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(1, at);
    at = array.writeUInt8(value ? 1 : 0, at);
  }
  return array;
}

/** A text[] in UTF-8, with nulls. */
export function texts(values: readonly (string | null)[]): Buffer {
  let most = 0;
  // A UTF-16 unit takes at most three bytes: cheaper than to measure each text twice.
  for (const value of values) most += LENGTH_BYTES + (value === null ? 0 : value.length * 3);
  const array = begun(TEXT, values.length, most);
  let at = HEAD_BYTES;
  for (const value of values) {
    if (value === null) {
      at = array.writeInt32BE(NULL, at);
      continue;
    }
    const bytes = array.write(value, at + LENGTH_BYTES);
    array.writeInt32BE(bytes, at);
    at += LENGTH_BYTES + bytes;
  }
  return array.subarray(0, at);
}

/** The head of an array of one dimension, counted from 1, with room for its elements. */
function begun(type: number, length: number, bytes: number): Buffer {
  const array = Buffer.allocUnsafe(HEAD_BYTES + bytes);
  let at = array.writeInt32BE(1, 0);
  // Whether there are nulls is only a hint, and PostgreSQL looks for itself.
  at = array.writeInt32BE(1, at);
  at = array.writeInt32BE(type, at);
  at = array.writeInt32BE(length, at);
  array.writeInt32BE(1, at);
  return array;
}
