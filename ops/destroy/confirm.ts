import { createInterface } from "node:readline/promises";
import type { Context } from "../context.ts";
import { OperatorError } from "../operator-error.ts";
import { command } from "../services.ts";

/**
 * Makes sure that the operator means this stack's data: its name comes with `--yes`, or is typed on a
 * terminal. Throws OperatorError otherwise.
 */
export async function confirmData(context: Context, yes: string | undefined): Promise<void> {
  const { stack } = context;
  if (yes === stack) return;
  if (yes !== undefined) throw refused(context, `--yes names "${yes}"`);
  if (!process.stdin.isTTY) throw refused(context, "there is no terminal to ask on");
  context.out.line(
    `This removes the players, the chat, the logs and the authority of stack ${stack}, for good.`,
  );
  const answer = await ask(`Type the stack's name to go on: `);
  if (answer !== stack) throw refused(context, `"${answer}" was typed`);
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D and Ctrl-C end the question without an answer.
  const { promise, resolve } = Promise.withResolvers<string>();
  terminal.on("close", () => resolve(""));
  terminal.on("SIGINT", () => terminal.close());
  try {
    return (await Promise.race([terminal.question(question), promise])).trim();
  } finally {
    terminal.close();
  }
}

function refused(context: Context, why: string): OperatorError {
  const { stack } = context;
  return new OperatorError(
    `the data of stack ${stack} was not removed`,
    `${why}; nothing was touched`,
    `${command(context)} destroy --data --yes ${stack}`,
  );
}
