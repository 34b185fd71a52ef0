/** A name out there: what a tracking number, a container or a vehicle is called by. */
export interface Named {
  readonly scheme: string;
  readonly value: string;
}

export const nameOf = ({ scheme, value }: Named): string => `${scheme}:${value}`;
