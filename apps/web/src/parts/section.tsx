import type { ComponentChildren } from 'preact';

/** A part of a page with its heading and a line that says what it is for. */
export const Section = ({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ComponentChildren;
}) => (
  <section class="card">
    <h2>{title}</h2>
    {lead && <p class="quiet">{lead}</p>}
    {children}
  </section>
);
