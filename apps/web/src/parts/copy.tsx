import { useState } from 'preact/hooks';
import { texts } from '../texts';

/** Text to take along, with a button that copies it. */
export function Copyable({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div class="copyable">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" onClick={() => void copy()}>
        {copied ? texts.copied : texts.copy}
      </button>
    </div>
  );
}
