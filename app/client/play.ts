import { startPage } from "./page.ts";

await startPage(document);
