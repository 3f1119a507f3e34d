/** HTML that is safe to write as it is; only {@link html} and {@link trusted} make it. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = SafeHtml | string | number | undefined | readonly SafeHtml[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template of HTML: whatever is put in is escaped, for text and for attributes in quotes, unless
 * it is HTML already. Lists are joined; undefined is nothing.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): SafeHtml {
  return new SafeHtml(
    literals.map((literal, index) => `${literal}${render(parts[index])}`).join(''),
  );
}

/** Marks text of our own, such as a style sheet, as HTML. Never for what comes from a model. */
export function trusted(text: string): SafeHtml {
  return new SafeHtml(text);
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return part instanceof SafeHtml ? part.text : part.map(({ text }) => text).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
