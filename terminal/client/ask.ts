/** Questions on the terminal, before the game has the screen. They go to stderr: stdout may be a file. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** The player pressed Ctrl-C or Ctrl-D instead of answering. */
export class Cancelled extends Error {
  override name = "Cancelled";
}

/** An answer that is seen while it is typed. */
export function ask(question: string): Promise<string> {
  return answerTo(question, process.stderr);
}

/** An answer that is not shown. */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await answerTo("", nowhere);
  } finally {
    process.stderr.write("\n");
  }
}

function answerTo(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    lines.on("SIGINT", () => lines.close());
    lines.on("close", () => reject(new Cancelled()));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
