import { html } from './html';

const NASTY = `<script>alert("1")</script>&'`;

it('puts what others wrote in as text, within elements and within attributes', () => {
  expect(String(html`<p title="${NASTY}">${NASTY}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>',
  );
});

it('puts what it made itself in as it is, and leaves out what is not there', () => {
  expect(String(html`<ol>${[1, 2].map((n) => html`<li>${n}</li>`)}</ol>${undefined}`)).toBe('<ol><li>1</li><li>2</li></ol>');
});
