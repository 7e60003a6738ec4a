/** For tests only: an SMTP server that takes every letter, on a port of its own. */

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { eventually } from "../test/patience.ts";

export type Received = { from: string; to: string[]; text: string };

export class TestSmtp {
  readonly letters: Received[] = [];
  readonly #server = createServer((socket) => this.#serve(socket));

  /** Starts it and answers its URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }

  /** The letters to an address, once there are so many. */
  to(address: string, count = 1): Promise<string[]> {
    return eventually(() => {
      const texts = this.letters.filter(({ to }) => to.includes(address)).map(({ text }) => text);
      if (texts.length < count) throw new Error(`${texts.length} letters to ${address}, not ${count}`);
      return texts;
    });
  }

  #serve(socket: Socket): void {
    let rest = "";
    let letter: Received = { from: "", to: [], text: "" };
    let inData = false;
    socket.on("error", () => {});
    socket.write("220 test ESMTP\r\n");
    socket.on("data", (data) => {
      rest += data.toString("utf8");
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!inData) {
          inData = this.#command(socket, line, letter);
        } else if (line === ".") {
          this.letters.push({ ...letter, text: decoded(letter.text) });
          letter = { from: "", to: [], text: "" };
          inData = false;
          socket.write("250 taken\r\n");
        } else letter.text += `${line.replace(/^\.\./, ".")}\n`;
      }
    });
  }

  /** Answers a command; true when the letter's text follows. */
  #command(socket: Socket, line: string, letter: Received): boolean {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
    const word = line.slice(0, 4).toUpperCase();
    if (word === "MAIL") letter.from = address;
    if (word === "RCPT") letter.to.push(address);
    socket.write(word === "DATA" ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 test\r\n");
    return word === "DATA";
  }
}

/** Quoted-printable lines as they were written. */
function decoded(text: string): string {
  return text
    .replace(/=\n/g, "")
    .replace(/=([\dA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
