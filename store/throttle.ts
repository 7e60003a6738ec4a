import { isIPv6 } from "node:net";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

/** Wrong passwords for one account, from wherever they come. */
const ACCOUNT_FAILURES = { points: 10, duration: 15 * 60 };
/** Wrong passwords from one address, for whichever account. */
const ADDRESS_FAILURES = { points: 20, duration: 5 * 60 };
/** New accounts, and tries at them, from one address. */
const ADDRESS_REGISTRATIONS = { points: 20, duration: 5 * 60 };
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

/** Counters of failed logins and of registrations, in Redis for all servers together. */
export type Throttle = {
  /** Counts a try before the password is looked at. Throws {@link Throttled}. */
  admitLogin(name: string, address: string): Promise<void>;
  /** Takes a try back that was right: only failures count. */
  loginSucceeded(name: string, address: string): Promise<void>;
  /** Counts a registration. Throws {@link Throttled}. */
  admitRegistration(address: string): Promise<void>;
};

/** While Redis is away each server counts in its own memory. */
export function openThrottle(redis: Redis): Throttle {
  const accounts = limiter(redis, "login-account", ACCOUNT_FAILURES);
  const addresses = limiter(redis, "login-address", ADDRESS_FAILURES);
  const registrations = limiter(redis, "register-address", ADDRESS_REGISTRATIONS);
  return {
    async admitLogin(name, address) {
      await admit(addresses, addressKey(address));
      await admit(accounts, nameKey(name));
    },
    async loginSucceeded(name, address) {
      await addresses.reward(addressKey(address), 1);
      await accounts.delete(nameKey(name));
    },
    admitRegistration: (address) => admit(registrations, addressKey(address)),
  };
}

function limiter(
  redis: Redis,
  keyPrefix: string,
  limit: { points: number; duration: number },
): RateLimiterRedis {
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
  return minutes <= 1 ? "a minute" : `${minutes} minutes`;
}
