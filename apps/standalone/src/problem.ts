/** Something that keeps Waybill from starting, told in one sentence that says what to do. Shown without a stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';

  constructor(
    sentence: string,
    /** 1, or what a part ended with that can never start. */
    readonly exitCode = 1,
  ) {
    super(sentence);
  }
}
