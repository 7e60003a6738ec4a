import { isIPv6 } from "node:net";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

/** Wrong passwords for one account, from wherever they come. */
const ACCOUNT_FAILURES = { points: 10, duration: 15 * 60 };
/** Wrong passwords from one address, for whichever account. */
const ADDRESS_FAILURES = { points: 20, duration: 5 * 60 };
/** New accounts, and tries at them, from one address. */
const ADDRESS_REGISTRATIONS = { points: 20, duration: 5 * 60 };
/** Wrong codes, or passwords asked for once more, of somebody who is past the first door. */
const PROOF_FAILURES = { points: 10, duration: 15 * 60 };
/** Mails asked for from one address, and those for one account. */
const ADDRESS_MAILS = { points: 10, duration: 15 * 60 };
const ACCOUNT_MAILS = { points: 3, duration: 60 * 60 };
/** Everything that is ours of an account, read from the database. */
const EXPORTS = { points: 5, duration: 60 * 60 };
/** Requests to the API, and orders among them. */
const API = {
  address: { points: 120, duration: 60 },
  token: { points: 300, duration: 60 },
  orders: { points: 30, duration: 60 },
};

/** Each lockout within a day is twice as long as the one before, up to this (s). */
const LONGEST_LOCKOUT = 4 * 3600;
const REMEMBERED_LOCKOUTS = 24 * 3600;
/** So long an address is known from which an account was logged in to (s). */
const KNOWN_ADDRESS = 30 * 24 * 3600;
/** Guests from one address. */
const ADDRESS_GUESTS = { points: 6, duration: 60 * 60 };
/** Longer names are nobody's, and no key needs them. */
const LONGEST_NAME = 64;

/** Too many tries: the player may try again after `retryAfterMs`. */
export class Throttled extends Error {
  override name = "Throttled";
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super(`Too many tries. Wait ${inWords(retryAfterMs)} and try again.`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a limit of `limit` in `seconds` still admits, and in how many seconds it begins anew. */
export type Allowance = {
  admitted: boolean;
  limit: number;
  seconds: number;
  remaining: number;
  resetSeconds: number;
};

/** Counters of failed logins and the like, in Redis for all servers together. */
export type Throttle = {
  /** Counts a try before the password is looked at. Throws {@link Throttled}. */
  admitLogin(name: string, address: string): Promise<void>;
  /** Takes a try back that was right: only failures count. */
  loginSucceeded(name: string, address: string): Promise<void>;
  /** Counts a registration. Throws {@link Throttled}. */
  admitRegistration(address: string): Promise<void>;
  /** Counts a guest. Throws {@link Throttled}. */
  admitGuest(address: string): Promise<void>;
  /** Counts a try at a code, or at the password within a session: strangers can't use these up. */
  admitProof(what: "code" | "password", accountId: string): Promise<void>;
  proofSucceeded(what: "code" | "password", accountId: string): Promise<void>;
  /** Counts a mail that was asked for. Throws {@link Throttled}. */
  admitMailFrom(address: string): Promise<void>;
  admitMailTo(accountId: string): Promise<void>;
  admitExport(accountId: string): Promise<void>;
  /** Counts a request to the API by its address or token. */
  allow(what: keyof typeof API, key: string): Promise<Allowance>;
};

/**
 * While Redis is away each server counts in its own memory. Guesses at an account from everywhere lock out new
 * addresses only: those from which its owner logged in lately have a count of their own.
 */
export function openThrottle(redis: Redis): Throttle {
  const accounts = growing(redis, "login-account", ACCOUNT_FAILURES);
  const addresses = growing(redis, "login-address", ADDRESS_FAILURES);
  const proofs = growing(redis, "proof", PROOF_FAILURES);
  const registrations = limiter(redis, "register-address", ADDRESS_REGISTRATIONS);
  const guests = limiter(redis, "guest-address", ADDRESS_GUESTS);
  const mailsFrom = limiter(redis, "mail-address", ADDRESS_MAILS);
  const mailsTo = limiter(redis, "mail-account", ACCOUNT_MAILS);
  const exports = limiter(redis, "export", EXPORTS);
  const api = {
    address: limiter(redis, "api-address", API.address),
    token: limiter(redis, "api-token", API.token),
    orders: limiter(redis, "api-orders", API.orders),
  };
  const known = knownAddresses(redis);
  return {
    async admitLogin(name, address) {
      await addresses.admit(addressKey(address));
      await accounts.admit((await known.has(name, address)) ? pairKey(name, address) : nameKey(name));
    },
    async loginSucceeded(name, address) {
      await addresses.takeBack(addressKey(address));
      await accounts.forget((await known.has(name, address)) ? pairKey(name, address) : nameKey(name));
      await known.add(name, address);
    },
    admitRegistration: (address) => admit(registrations, addressKey(address)),
    admitGuest: (address) => admit(guests, addressKey(address)),
    admitProof: (what, accountId) => proofs.admit(`${what}:${accountId}`),
    proofSucceeded: (what, accountId) => proofs.forget(`${what}:${accountId}`),
    admitMailFrom: (address) => admit(mailsFrom, addressKey(address)),
    admitMailTo: (accountId) => admit(mailsTo, accountId),
    admitExport: (accountId) => admit(exports, accountId),
    allow: (what, key) => allow(api[what], API[what], what === "address" ? addressKey(key) : key),
  };
}

type Limit = { points: number; duration: number };

/** A limit whose lockouts double with each one in a day. */
function growing(redis: Redis, keyPrefix: string, limit: Limit) {
  const tries = limiter(redis, keyPrefix, limit);
  const lockouts = limiter(redis, `${keyPrefix}-lockouts`, { points: 1_000, duration: REMEMBERED_LOCKOUTS });
  return {
    async admit(key: string): Promise<void> {
      try {
        await tries.consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // The first one over the limit begins the lockout; later ones don't prolong it.
        if (refusal.consumedPoints !== limit.points + 1) throw new Throttled(refusal.msBeforeNext);
        const { consumedPoints: times } = await lockouts.penalty(key);
        const seconds = Math.min(limit.duration * 2 ** (times - 1), LONGEST_LOCKOUT);
        if (times > 1) await tries.block(key, seconds);
        throw new Throttled(times > 1 ? seconds * 1_000 : refusal.msBeforeNext);
      }
    },
    takeBack: (key: string) => tries.reward(key, 1),
    async forget(key: string): Promise<void> {
      await tries.delete(key);
      await lockouts.delete(key);
    },
  };
}

function knownAddresses(redis: Redis) {
  const key = (name: string, address: string) => `throttle:known:${pairKey(name, address)}`;
  return {
    has: async (name: string, address: string) =>
      (await redis.exists(key(name, address)).catch(() => 0)) === 1,
    /** While Redis is away nothing is remembered: the next login is counted as a stranger's. */
    add: (name: string, address: string) =>
      redis.set(key(name, address), "1", "EX", KNOWN_ADDRESS).catch(() => null),
  };
}

function limiter(redis: Redis, keyPrefix: string, limit: Limit): RateLimiterRedis {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `throttle:${keyPrefix}`,
    ...limit,
    // Keeps counting in one script, so that tries at the same moment can't slip past each other.
    insuranceLimiter: new RateLimiterMemory({ keyPrefix, ...limit }),
    rejectIfRedisNotReady: true,
  });
}

async function admit(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new Throttled(refusal.msBeforeNext);
    throw refusal;
  }
}

async function allow(limiter: RateLimiterRedis, limit: Limit, key: string): Promise<Allowance> {
  const told = (left: RateLimiterRes, admitted: boolean): Allowance => ({
    admitted,
    limit: limit.points,
    seconds: limit.duration,
    remaining: Math.max(0, left.remainingPoints),
    resetSeconds: Math.max(0, Math.ceil(left.msBeforeNext / 1_000)),
  });
  try {
    return told(await limiter.consume(key), true);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return told(refusal, false);
    throw refusal;
  }
}

function pairKey(name: string, address: string): string {
  return `${nameKey(name)}@${addressKey(address)}`;
}

function nameKey(name: string): string {
  return name.toLowerCase().slice(0, LONGEST_NAME);
}

/** One home has a whole IPv6 /64, so its addresses count as one. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]!.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array(Math.max(0, zeros)).fill("0"), ...after].slice(0, 4).join(":");
}

function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes > 90) return `${Math.ceil(minutes / 60)} hours`;
  return minutes <= 1 ? "a minute" : `${minutes} minutes`;
}
