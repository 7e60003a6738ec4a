/** The command line of `play`. */
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Address, parseAddress } from "./address.ts";

export type Options = {
  address: Address;
  user: string | undefined;
  register: boolean;
  logout: boolean;
  /** PEM of the only authorities to trust, from --ca. */
  authority: string | undefined;
  password: string | undefined;
  screenReader: boolean;
  /** Whether a wide terminal gets a side panel. */
  panels: boolean;
  colour: boolean;
};

/** Reads the arguments after the program's name. Prints help or the mistake and exits by itself. */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv): Options {
  const host = new Option("--host <host[:port]>", "the server")
    .argParser(parseHost)
    .default(parseAddress("localhost"), "localhost:6789");
  const program = new Command("play")
    .description("Play Terminusa Online in this terminal.")
    .addOption(host)
    .option("--user <name>", "your hunter's name")
    .option("--register", "make a new hunter")
    .option("--ca <file>", "trust this certificate authority, a PEM file", readText)
    .option("--password-file <file>", "read the password from a file, for scripts", readText)
    .option("--screen-reader", "sentences, one thing a line")
    .option("--no-panels", "no panel beside the words in a wide terminal")
    .option("--no-colour", "no colours (NO_COLOR does the same)")
    .option("--no-color", "the same")
    .option("--logout", "forget the stored login, here and on the server")
    .addHelpText("after", "\nWithout a terminal it plays the lines of its input, one command a line.\n");
  program.parse(argv, { from: "user" });
  const given = program.opts();
  return {
    address: given.host,
    user: given.user,
    register: given.register === true,
    logout: given.logout === true,
    authority: given.ca,
    password: given.passwordFile?.replace(/\r?\n$/, ""),
    screenReader: given.screenReader === true,
    panels: given.panels,
    colour: given.colour && given.color && !env.NO_COLOR && env.TERM !== "dumb",
  };
}

function parseHost(text: string): Address {
  try {
    return parseAddress(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InvalidArgumentError(`It can't be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
