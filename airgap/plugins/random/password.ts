import { secret } from "../sdk/values.ts";
import {
  CHARACTER_SPECS,
  CHARACTERS_META,
  characterRules,
  drawCharacters,
  withCharacterDefaults,
} from "./characters.ts";
import { type RandomKind, randomResource } from "./resource.ts";

const BCRYPT_COST = 10;
/** The id of every password: its value is secret, so it can't serve as one. */
const NO_ID = "none";

const shared: Pick<RandomKind, "specs" | "rules" | "withDefaults"> = {
  specs: CHARACTER_SPECS,
  rules: characterRules,
  withDefaults: withCharacterDefaults,
};

export const randomPassword = randomResource({
  ...shared,
  token: "random:index/randomPassword:RandomPassword",
  generate: async (inputs) => ({ id: NO_ID, outputs: await passwordOutputs(drawCharacters(inputs)) }),
  adopt: async (value) => {
    const inputs = { length: value.length };
    return {
      id: NO_ID,
      inputs,
      outputs: { ...withCharacterDefaults(inputs), ...(await passwordOutputs(value)) },
    };
  },
});

export const randomString = randomResource({
  ...shared,
  token: "random:index/randomString:RandomString",
  generate: async (inputs) => {
    const result = drawCharacters(inputs);
    return { id: result, outputs: { result, __meta: CHARACTERS_META } };
  },
  adopt: async (result) => {
    const inputs = { length: result.length };
    return {
      id: result,
      inputs,
      outputs: { ...withCharacterDefaults(inputs), result, __meta: CHARACTERS_META },
    };
  },
});

async function passwordOutputs(value: string) {
  // Only passwords need it, and it would slow down every start.
  const { hash } = await import("bcryptjs");
  return {
    result: secret(value),
    bcryptHash: secret(await hash(value, BCRYPT_COST)),
    __meta: CHARACTERS_META,
  };
}
