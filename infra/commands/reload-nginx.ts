// Makes the running Nginx CONTAINER read its configuration and certificate anew. The files were tested by
// the job that wrote them.
import { engine } from "./engine.ts";

const { CONTAINER } = process.env;
if (!CONTAINER) throw new Error("reload-nginx: CONTAINER must be set");
await engine().getContainer(CONTAINER).kill({ signal: "SIGHUP" });
