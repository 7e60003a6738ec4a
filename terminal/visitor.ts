/** Who is at the other end of a line, as far as the line itself tells. */
export type Visitor = {
  requestId: string;
  address: string;
  /** Present only for an allowed Origin: a page of another site must not use the player's cookie. */
  cookie: string | undefined;
  style: "json" | "text" | "telnet";
};
