/** One side of one option, by the method of RFC 1143: however both sides ask, they never answer each other for ever. */

type State = "no" | "yes" | "wantNo" | "wantNoOpposite" | "wantYes" | "wantYesOpposite";
/** What to send: the verb that turns the option on or off at this side; null for nothing. */
export type Reply = "on" | "off" | null;

export class OptionSide {
  #state: State = "no";
  readonly #agree: boolean;

  /** `agree`: whether the other side may turn it on. */
  constructor(agree: boolean) {
    this.#agree = agree;
  }

  get on(): boolean {
    return this.#state === "yes";
  }

  /** We want it on. */
  enable(): Reply {
    switch (this.#state) {
      case "no":
        return this.#become("wantYes", "on");
      case "wantNo":
        return this.#become("wantNoOpposite", null);
      case "wantYesOpposite":
        return this.#become("wantYes", null);
      default:
        return null;
    }
  }

  /** We want it off. */
  disable(): Reply {
    switch (this.#state) {
      case "yes":
        return this.#become("wantNo", "off");
      case "wantYes":
        return this.#become("wantYesOpposite", null);
      case "wantNoOpposite":
        return this.#become("wantNo", null);
      default:
        return null;
    }
  }

  /** The other side asked for it, or took our offer: DO or WILL came. */
  receiveOn(): Reply {
    switch (this.#state) {
      case "no":
        return this.#agree ? this.#become("yes", "on") : "off";
      case "wantNo":
        return this.#become("no", null);
      case "wantNoOpposite":
      case "wantYes":
        return this.#become("yes", null);
      case "wantYesOpposite":
        return this.#become("wantNo", "off");
      case "yes":
        return null;
    }
  }

  /** The other side refused it, or turned it off: DONT or WONT came. */
  receiveOff(): Reply {
    switch (this.#state) {
      case "yes":
        return this.#become("no", "off");
      case "wantNoOpposite":
        return this.#become("wantYes", "on");
      case "wantNo":
      case "wantYes":
      case "wantYesOpposite":
        return this.#become("no", null);
      case "no":
        return null;
    }
  }

  #become(state: State, reply: Reply): Reply {
    this.#state = state;
    return reply;
  }
}
