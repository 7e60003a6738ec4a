/** What players are written, in the language of whoever asked for it. */
import { LINK_MINUTES } from "../store/one-time-links.ts";
import type { Letter } from "./mail.ts";
import type { Words } from "./texts/words.ts";

const END = "\n-- \nTerminusa Online\n";

export function passwordLetter({ t }: Words, to: string, name: string, link: string): Letter {
  const asked = t("letters.password-asked", { name, minutes: LINK_MINUTES });
  return {
    to,
    subject: t("letters.password-subject", { name }),
    text: letter(asked, link, t("letters.password-not-you")),
  };
}

export function emailLetter({ t }: Words, to: string, name: string, link: string): Letter {
  const asked = t("letters.email-asked", { name, minutes: LINK_MINUTES });
  return {
    to,
    subject: t("letters.email-subject", { name }),
    text: letter(asked, link, t("letters.email-not-you", { name })),
  };
}

export function emailLeavesLetter({ t }: Words, to: string, name: string): Letter {
  return { to, subject: t("letters.leaves-subject", { name }), text: letter(t("letters.leaves", { name })) };
}

const letter = (...paragraphs: string[]) => `${paragraphs.join("\n\n")}\n${END}`;
