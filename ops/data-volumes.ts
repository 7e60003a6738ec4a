// As infra/volumes.ts declares them; a test holds the two together. Not imported, as that file brings all of
// Pulumi with it.

/** Volumes that outlive `destroy`: players and their history. */
export const DATA_VOLUMES: readonly string[] = ["postgres-data", "redis-data", "logs"];
