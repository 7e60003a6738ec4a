// Asks for the whole path as a player would: the site through Nginx and TLS, and the game's two sockets.
// Fails with what did not answer. Runs after every update that changed a service, and at each `./terminusa up`.
import { checkPath, pathFromEnv } from "../verify.ts";

const failures = await checkPath(pathFromEnv(process.env));
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
