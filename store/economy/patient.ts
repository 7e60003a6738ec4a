/** A question that may take longer than the pool allows a page's. */
import type { QueryConfig } from "pg";

/** `ms` bounds the wait of this side; the database's own limit is the transaction's to lift. */
export function patient(text: string, values: unknown[], ms: number): QueryConfig {
  // The types of pg leave this option out.
  const question: QueryConfig & { query_timeout: number } = { text, values, query_timeout: ms };
  return question;
}
