// Requests to a testbed as a browser or a terminal client makes them.
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as httpsRequest, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import type { Testbed } from "./testbed.ts";

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  /** Names of all headers as they came, lower case: one twice is twice in it. */
  names: string[];
  body: string;
  raw: Buffer;
}

export interface Question {
  port?: "http" | "https" | "game";
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The Host header; the TLS name stays localhost. */
  host?: string;
}

/** One request by HTTP/1.1 on a connection of its own. */
export async function ask(bed: Testbed, path: string, question: Question = {}): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(bed, path, question);
    request.on("response", resolve);
    // A refused body is cut off; the answer may be there already.
    request.on("error", reject);
    request.end(question.body);
  });
  return read(response);
}

/** Like `ask`, but a JSON answer of testbed-upstream.ts. */
export async function askUpstream(bed: Testbed, path: string, question: Question = {}) {
  const answer = await ask(bed, path, question);
  return { ...answer, seen: JSON.parse(answer.body) as Seen };
}

/** What the upstream was asked. */
export interface Seen {
  server: string;
  method: string;
  url: string;
  bytes: number;
  headers: Record<string, string | undefined>;
}

/** Opens a WebSocket's connection; resolves with the raw stream after the upgrade, or rejects with the status. */
export function upgrade(
  bed: Testbed,
  path: string,
  question: Question = {},
): Promise<{ stream: Duplex; response: IncomingMessage }> {
  const headers = { Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Version": "13" };
  return new Promise((resolve, reject) => {
    const request = open(bed, path, { ...question, headers: { ...headers, ...question.headers } });
    request.on("upgrade", (response, stream) => resolve({ response, stream }));
    request.on("response", (response) => reject(new Error(`status ${response.statusCode}`)));
    request.on("error", reject);
    request.end();
  });
}

/** One GET by HTTP/2. */
export async function askHttp2(bed: Testbed, path: string, headers: Record<string, string> = {}) {
  const session = connectHttp2(`https://localhost:${bed.ports.https}`, { ca: bed.certificate.chain });
  try {
    const stream = session.request({ ":path": path, ...headers });
    const status = await new Promise<number>((resolve, reject) => {
      stream.on("response", (response) => resolve(Number(response[":status"])));
      stream.on("error", reject);
      session.on("error", reject);
    });
    return { status, body: await text(stream) };
  } finally {
    session.close();
  }
}

function open(bed: Testbed, path: string, question: Question) {
  const port = question.port ?? "https";
  const options: RequestOptions = {
    host: "127.0.0.1",
    port: bed.ports[port],
    path,
    method: question.method ?? "GET",
    headers: { Host: question.host ?? `localhost:${bed.ports[port]}`, ...question.headers },
    ca: bed.certificate.chain,
    servername: "localhost",
    agent: false,
  };
  return port === "http" ? httpRequest(options) : httpsRequest(options);
}

async function read(response: IncomingMessage): Promise<Answer> {
  const names = response.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const headers = response.headers as Record<string, string | undefined>;
  const raw = await buffer(response);
  return { status: response.statusCode ?? 0, headers, names, body: raw.toString(), raw };
}
