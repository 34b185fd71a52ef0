/** Where the outside reaches this API: the base of what is handed out. */
export class PublicAddress {
  constructor(private url: string) {}

  get base(): string {
    return this.url;
  }

  /** The port was any free one, so the address is known only now. */
  reachableAt(url: string): void {
    this.url = url;
  }
}
