/** From when on a figure is worth telling: `./terminusa status` and `doctor` and the monitoring page agree by these. */

/** A certificate that ends within so many days. */
export const CERTIFICATE_SOON_DAYS = 14;
/** Free on the engine's disk (bytes). */
export const LEAST_FREE_BYTES = 2 ** 30;
/** Share of Redis' room for data above which it soon drops sessions. */
export const REDIS_NEARLY_FULL = 0.9;
