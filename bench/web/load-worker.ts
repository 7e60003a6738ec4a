import { closedLoop } from "./closed-loop.ts";
import type { LoadOrder } from "./load.ts";

process.on("message", (order: LoadOrder) => {
  closedLoop(order).then(
    (outcome) => process.send?.(outcome),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit());
