export const LEFT_OUT: readonly string[];
export function spareTheSdk(require: NodeJS.Require, env: NodeJS.ProcessEnv): void;
