/** Asks for pages as fast as they are answered, and reads each to its end. */
import { Agent, request } from "node:http";
import { Histogram } from "../terminal/load/histogram.ts";
import type { LoadOrder, LoadOutcome } from "./load.ts";

type Answer = { status: number; text: string; bytes: number; cookies: readonly string[] };
type Asking = { path: string; cookie?: string | undefined; form?: string };
type Ask = (asking: Asking) => Promise<Answer>;

const HOST = "127.0.0.1";
const FORM_TOKEN = /name="formToken" value="([\w-]+)"/;

/** What went wrong in the measured time is counted by its words. */
class Tally {
  readonly latency = new Histogram();
  readonly errors: Record<string, number> = {};
  bytes = 0;
  measuring = false;

  answered(milliseconds: number, bytes: number): void {
    if (!this.measuring) return;
    this.latency.record(milliseconds);
    this.bytes += bytes;
  }

  wrong(what: string): void {
    if (this.measuring) this.errors[what] = (this.errors[what] ?? 0) + 1;
  }
}

export async function closedLoop(order: LoadOrder): Promise<LoadOutcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const ask = asker(agent, order.port);
  const tally = new Tally();
  const state = { over: false };
  const loops = Array.from({ length: order.connections }, (_, at) =>
    order.logins ? logInAgain(ask, order, at, tally, state) : readPages(ask, order, at, tally, state),
  );
  await passed(order.warmMs);
  tally.measuring = true;
  const began = performance.now();
  await passed(order.measureMs);
  tally.measuring = false;
  const seconds = (performance.now() - began) / 1000;
  state.over = true;
  await Promise.all(loops);
  agent.destroy();
  const answers = tally.latency.count;
  const { errors } = tally;
  return {
    answers,
    seconds,
    latency: tally.latency.latency(),
    bytes: tally.bytes / Math.max(1, answers),
    errors,
  };
}

type State = { over: boolean };

async function readPages(ask: Ask, order: LoadOrder, at: number, tally: Tally, state: State): Promise<void> {
  const { paths, cookies, expects } = order;
  const cookie = cookies[at % Math.max(1, cookies.length)];
  for (let turn = at; !state.over; turn++) {
    const began = performance.now();
    const { status, text, bytes } = await ask({ path: paths[turn % paths.length] ?? "/", cookie });
    if (status !== 200) tally.wrong(`status ${status}`);
    else if (!text.includes(expects)) tally.wrong(`a page without "${expects}"`);
    else tally.answered(performance.now() - began, bytes);
  }
}

/** Each time as somebody who has no cookie yet. */
async function logInAgain(ask: Ask, order: LoadOrder, at: number, tally: Tally, state: State): Promise<void> {
  const { names = [], password = "" } = order.logins ?? {};
  const name = names[at % names.length] ?? "";
  while (!state.over) {
    const page = await ask({ path: "/login" });
    const formToken = FORM_TOKEN.exec(page.text)?.[1];
    if (!formToken) {
      tally.wrong(`a form without its token, status ${page.status}`);
      continue;
    }
    const began = performance.now();
    const form = new URLSearchParams({ formToken, name, password }).toString();
    const { status } = await ask({ path: "/login", cookie: page.cookies[0], form });
    if (status === 303) tally.answered(performance.now() - began, page.bytes);
    else tally.wrong(`status ${status}`);
  }
}

/** From many addresses, as a proxy would say it, so that no limit of one address holds the load back. */
function asker(agent: Agent, port: number): Ask {
  let count = 0;
  return ({ path, cookie, form }) =>
    new Promise((resolve, reject) => {
      count += 1;
      const headers = {
        "x-forwarded-proto": "https",
        "x-forwarded-for": `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`,
        ...(cookie !== undefined && { cookie }),
        ...(form !== undefined && {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": String(Buffer.byteLength(form)),
        }),
      };
      const method = form === undefined ? "GET" : "POST";
      const outgoing = request({ host: HOST, port, path, method, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const body = Buffer.concat(chunks);
          const cookies = (response.headers["set-cookie"] ?? []).map((line) => line.split(";")[0] ?? "");
          resolve({ status: response.statusCode ?? 0, text: body.toString(), bytes: body.length, cookies });
        });
      });
      outgoing.once("error", reject);
      outgoing.end(form);
    });
}

/** Logs somebody in and returns their Cookie header. Throws when that fails. */
export async function logIn(port: number, name: string, password: string): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const ask = asker(agent, port);
  try {
    const page = await ask({ path: "/login" });
    const formToken = FORM_TOKEN.exec(page.text)?.[1] ?? "";
    const form = new URLSearchParams({ formToken, name, password }).toString();
    const { status, cookies } = await ask({ path: "/login", cookie: page.cookies[0], form });
    const [cookie] = cookies;
    if (status !== 303 || !cookie) throw new Error(`${name} can't log in: status ${status}`);
    return cookie;
  } finally {
    agent.destroy();
  }
}

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
