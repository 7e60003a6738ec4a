import { homedir } from "node:os";
import { serve } from "../sdk/serve.ts";
import { dockerPlugin } from "./plugin.ts";

serve(dockerPlugin(process.env, homedir()));
