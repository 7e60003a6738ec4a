/** What a Telnet client has told of itself: its name, its size, and what it can show. */

/** Columns of a client that never told its width. */
const USUAL_COLUMNS = 80;
/** Narrower than this nothing reads well, and a hostile width must not make a thousand lines of one. */
const LEAST_COLUMNS = 20;
const MOST_SIDE = 1_000;
const LONGEST_NAME = 40;

/** MTTS, the third answer to TERMINAL-TYPE: one bit a capability. */
const MTTS = { ansi: 1, utf8: 4, screenReader: 64 } as const;
const COLOUR_TERMINALS = /ANSI|XTERM|VT[1-5]|LINUX|SCREEN|TMUX|RXVT|COLOR|MUDLET|TINTIN|KITTY|ALACRITTY/i;
/** Answers to TERMINAL-TYPE: the client's name, the terminal's, and MTTS. */
const MOST_TYPES = 3;

export class ClientTraits {
  #types: string[] = [];
  #mtts: number | undefined;
  #plain: boolean | undefined;
  #refusedUtf8 = false;
  #cols: number | undefined;
  #rows: number | undefined;
  #named: string | undefined;

  /** Takes one answer to TERMINAL-TYPE; true when asking once more may tell more. */
  addType(text: string): boolean {
    const type = printable(text);
    const last = this.#types.at(-1);
    if (this.#types.length >= MOST_TYPES || type === "") return false;
    this.#types.push(type);
    const mtts = /^MTTS (\d{1,6})$/i.exec(type);
    if (mtts) this.#mtts = Number(mtts[1]);
    return !mtts && type !== last && this.#types.length < MOST_TYPES;
  }

  /** A name that the client gave by GMCP. */
  addName(text: string): void {
    this.#named = printable(text);
  }

  /** Zero is a side that the client doesn't know. True when something changed. */
  resize(cols: number, rows: number): boolean {
    const known = [this.#cols, this.#rows];
    this.#cols = cols === 0 ? undefined : Math.min(cols, MOST_SIDE);
    this.#rows = rows === 0 ? undefined : Math.min(rows, MOST_SIDE);
    return known[0] !== this.#cols || known[1] !== this.#rows;
  }

  refuseUtf8(): void {
    this.#refusedUtf8 = true;
  }

  /** The player asked for plain words, or for the contrary. */
  togglePlain(): boolean {
    this.#plain = !this.screenReader;
    return this.#plain;
  }

  get name(): string {
    return this.#named || this.#types[0] || "telnet";
  }
  get size(): { cols?: number; rows?: number } {
    return { ...(this.#cols && { cols: this.#cols }), ...(this.#rows && { rows: this.#rows }) };
  }
  /** To break lines at. */
  get columns(): number {
    return Math.max(LEAST_COLUMNS, this.#cols ?? USUAL_COLUMNS);
  }
  get screenReader(): boolean {
    return this.#plain ?? this.#has(MTTS.screenReader);
  }
  get colour(): boolean {
    if (this.screenReader) return false;
    if (this.#mtts !== undefined) return this.#has(MTTS.ansi);
    return this.#types.some((type) => COLOUR_TERMINALS.test(type));
  }
  /** False when the client said that it shows ASCII only. */
  get utf8(): boolean {
    return !this.#refusedUtf8 && (this.#mtts === undefined || this.#has(MTTS.utf8));
  }

  #has(bit: number): boolean {
    return ((this.#mtts ?? 0) & bit) !== 0;
  }
}

function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, LONGEST_NAME);
}
