/** Mail to players, through the operator's SMTP server. */
import { createTransport } from "nodemailer";
import type { Logger } from "pino";

const CONNECT_MS = 10_000;
const ANSWER_MS = 20_000;

export type Letter = { to: string; subject: string; text: string };
export type MailSettings = {
  /** `smtp://` or `smtps://`, with name and password in it; undefined: there is no mail. */
  smtpUrl: string | undefined;
  from: string;
};

export class Mailer {
  readonly #transport: ReturnType<typeof createTransport> | undefined;
  readonly #log: Logger;
  readonly #underWay = new Set<Promise<void>>();

  constructor({ smtpUrl, from }: MailSettings, log: Logger) {
    this.#log = log;
    if (smtpUrl === undefined) return;
    const limits = {
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: ANSWER_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    this.#transport = createTransport({ url: smtpUrl, ...limits }, { from });
  }

  /** Whether letters can be sent at all. */
  get enabled(): boolean {
    return this.#transport !== undefined;
  }

  /** Sends in the background, so that no answer's time tells whether there was somebody to write to. */
  post(letter: Letter): void {
    const sending = this.#send(letter).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Resolves when all that was posted is sent, or has failed. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #send({ to, subject, text }: Letter): Promise<void> {
    if (!this.#transport) throw new Error("no SMTP server is configured");
    try {
      // An object, as a text would be read as a list of addresses.
      await this.#transport.sendMail({ to: { name: "", address: to }, subject, text });
      this.#log.info({ subject }, "mail sent");
    } catch (error) {
      this.#log.error({ subject, reason: (error as Error).message }, "mail not sent");
    }
  }
}
