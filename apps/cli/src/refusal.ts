/** Why a command was not carried out, in one sentence that says what to do. Shown without a stack; the exit code is 1. */
export class Refusal extends Error {}
