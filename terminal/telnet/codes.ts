/** The numbers of the Telnet protocol: RFC 854, and of each option that is spoken here. */
export const IAC = 255;
export const DONT = 254;
export const DO = 253;
export const WONT = 252;
export const WILL = 251;
export const SB = 250;
export const GA = 249;
export const NOP = 241;
export const SE = 240;
export const EOR = 239;

export type Verb = typeof DO | typeof DONT | typeof WILL | typeof WONT;

export const OPTION = {
  /** RFC 856 */
  binary: 0,
  /** RFC 857 */
  echo: 1,
  /** RFC 858 */
  suppressGoAhead: 3,
  /** RFC 860 */
  timingMark: 6,
  /** RFC 1091, and MTTS in its third answer */
  terminalType: 24,
  /** RFC 885 */
  endOfRecord: 25,
  /** RFC 1073 */
  windowSize: 31,
  /** RFC 2066 */
  charset: 42,
  mssp: 70,
  /** MCCP, version 2 */
  compress: 86,
  gmcp: 201,
} as const;

/** Of TERMINAL-TYPE and of CHARSET. */
export const IS = 0;
export const SEND = 1;
export const REQUEST = 1;
export const ACCEPTED = 2;
export const REJECTED = 3;

export function isVerb(code: number): code is Verb {
  return code >= WILL && code <= DONT;
}

/** A subnegotiation with its frame; in `data` the byte 255 is doubled. */
export function framed(option: number, data: Uint8Array | string): Buffer {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  return Buffer.concat([Buffer.from([IAC, SB, option]), escaped(bytes), Buffer.from([IAC, SE])]);
}

/** `bytes` as they travel: the byte 255 is doubled. */
export function escaped(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) return bytes;
  return Uint8Array.from([...bytes].flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte])));
}
