/** One WebSocket on a raw socket: a fixed handshake, frames by hand, nothing kept of what was read. */
import { connect as connectPlain, type Socket, type TcpNetConnectOpts } from "node:net";
import { connect as connectTls } from "node:tls";
import { FrameReader, OPCODE, pongFrame } from "./frames.ts";

export interface Address {
  host: string;
  port: number;
  path: string;
  /** A subprotocol to ask for. */
  protocol?: string;
  /** PEM of the authority to trust; its presence means TLS, to a server that calls itself localhost. */
  ca?: string;
}

export interface LineEvents {
  opened(): void;
  /** A text message in `data` from `start` to `end`, only valid during the call. */
  message(data: Buffer, start: number, end: number): void;
  /** Once, also when it never opened; `why` is for people. */
  closed(why: string): void;
}

const HEAD_END = "\r\n\r\n";
/** Any 16 bytes: nobody here checks what the server makes of them. */
const KEY = Buffer.from("terminusa-bench!").toString("base64");
/** All sockets are read into this, one at a time, so a thousand of them cost no buffers. */
const READ = Buffer.allocUnsafe(256 * 1024);

export class Line {
  readonly #socket: Socket;
  readonly #events: LineEvents;
  readonly #reader: FrameReader;
  #head: string | null = "";
  #why = "broke off";

  constructor(address: Address, events: LineEvents) {
    this.#events = events;
    this.#reader = new FrameReader((opcode, data, start, end) => this.#frame(opcode, data, start, end));
    this.#socket = this.#connect(address);
    this.#socket.setNoDelay(true);
    this.#socket.on("error", (error) => {
      this.#why = error.message;
    });
    this.#socket.on("close", () => events.closed(this.#why));
    this.#socket.write(upgrade(address));
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  cut(): void {
    this.#why = "cut";
    this.#socket.destroy();
  }

  #connect({ host, port, ca }: Address): Socket {
    const onread = {
      buffer: READ,
      callback: (length: number) => {
        this.#read(length);
        return true;
      },
    };
    const options: TcpNetConnectOpts = { host, port, onread };
    return ca === undefined ? connectPlain(options) : connectTls({ ...options, ca, servername: "localhost" });
  }

  #read(length: number): void {
    if (this.#head === null) {
      this.#reader.take(READ, length);
      return;
    }
    this.#head += READ.toString("latin1", 0, length);
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    const rest = Buffer.from(this.#head.slice(end + HEAD_END.length), "latin1");
    const status = this.#head.slice(0, this.#head.indexOf("\r\n"));
    this.#head = null;
    if (!status.includes(" 101 ")) {
      this.#why = `refused: ${status}`;
      this.#socket.destroy();
      return;
    }
    this.#events.opened();
    if (rest.length > 0) this.#reader.take(rest, rest.length);
  }

  #frame(opcode: number, data: Buffer, start: number, end: number): void {
    if (opcode === OPCODE.text) this.#events.message(data, start, end);
    else if (opcode === OPCODE.ping) this.#socket.write(pongFrame(data.subarray(start, end)));
    else if (opcode === OPCODE.close) {
      const code = end - start >= 2 ? data.readUInt16BE(start) : "without a code";
      this.#why = `closed ${code} ${data.toString("utf8", start + 2, end)}`.trim();
      this.#socket.destroy();
    }
  }
}

function upgrade({ path, port, protocol }: Address): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    "\r\n",
  ].join("\r\n");
}
