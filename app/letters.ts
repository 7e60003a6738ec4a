/** What players are written. */
import { LINK_MINUTES } from "../store/one-time-links.ts";
import type { Letter } from "./mail.ts";

const END = "\n-- \nTerminusa Online\n";

export function passwordLetter(to: string, name: string, link: string): Letter {
  return {
    to,
    subject: `A new password for ${name}`,
    text: `Somebody asked for a new password for your hunter ${name}. To choose one, open this within ${LINK_MINUTES} minutes:

${link}

If that was not you, do nothing: your password stays as it is.
${END}`,
  };
}

export function emailLetter(to: string, name: string, link: string): Letter {
  return {
    to,
    subject: `Is this your address, ${name}?`,
    text: `The hunter ${name} gave this as their e-mail address. To confirm it, open this within ${LINK_MINUTES} minutes:

${link}

If you are not ${name}, do nothing.
${END}`,
  };
}

export function emailLeavesLetter(to: string, name: string): Letter {
  return {
    to,
    subject: `The e-mail address of ${name} changes`,
    text: `Your hunter ${name} asked to use another e-mail address from now on. If that was not you, somebody has your password: change it on the account page, and log out everywhere.
${END}`,
  };
}
