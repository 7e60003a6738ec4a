/** The load generator's process: takes orders over the channel to its parent, and reports. */
import { Crowd } from "./crowd.ts";
import type { Order, Report } from "./messages.ts";

let crowd: Crowd | null = null;

process.on("message", (order: Order) => {
  follow(order).catch((error: Error) => tell({ told: "failed", why: error.stack ?? error.message }));
});
process.on("uncaughtException", (error) => {
  tell({ told: "failed", why: error.stack ?? error.message });
});
process.on("disconnect", () => process.exit());

async function follow(order: Order): Promise<void> {
  if (order.do === "open") {
    crowd?.close();
    crowd = new Crowd(order);
    return tell({ told: "opened", players: await crowd.open() });
  }
  if (!crowd) throw new Error(`"${order.do}" before "open"`);
  const measuring = () => tell({ told: "measuring" });
  if (order.do === "close") crowd.close();
  else if (order.do === "closed") tell({ told: "done", outcome: await crowd.closed(order, measuring) });
  else if (order.do === "paced") tell({ told: "done", outcome: await crowd.paced(order, measuring) });
  else tell({ told: "done", outcome: await crowd.say(order, measuring) });
}

function tell(report: Report): void {
  process.send?.(report);
}
