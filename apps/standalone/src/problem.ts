/** Something that keeps Waybill from starting, told in one sentence that says what to do. Shown without a stack. */
export class StartProblem extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'StartProblem';
  }
}
