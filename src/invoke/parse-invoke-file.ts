import type { DirectiveSymbol, InvokeBlock, InvokeFile, InvokeProblem } from './invoke-file.ts';
import { type BlockContent, parseBlock } from './parse-block.ts';
import { type Line, rangeOfLines, rangeOfText, rangeOn, splitLines } from './text-range.ts';

const separator = /^(#{3,}\s*)(.*)$/s;

/** The lines from one `###` to before the next; the first section has no separator. */
interface Section {
  readonly separator?: Line;
  readonly lines: Line[];
}

/** A section that holds a block, read but not yet named. */
interface ReadSection {
  readonly section: Section;
  readonly content: BlockContent;
}

/**
 * Reads the text of a `.invoke` file into symbols with positions. Never throws: what is wrong is
 * listed in `problems`. The language is described in docs/invoke-language.md.
 */
export function parseInvokeFile(text: string): InvokeFile {
  const sections = splitSections(splitLines(text)).map((section) => ({
    section,
    content: parseBlock(section.lines),
  }));
  const contents = sections.map(({ content }) => content);
  const blocks = sections.filter(isBlock).map(toBlock);
  return {
    variables: contents.flatMap((content) => content.variables),
    directives: fileDirectives(sections),
    comments: contents.flatMap((content) => content.comments),
    blocks,
    problems: [
      ...contents.flatMap((content) => content.problems),
      ...contents.flatMap((content) => repeatedDirectives(content.directives)),
      ...blocks.flatMap(blockProblems),
      ...repeatedNames(blocks),
    ].sort(byPosition),
  };
}

function splitSections(lines: readonly Line[]): Section[] {
  const sections: Section[] = [{ lines: [] }];
  for (const line of lines) {
    if (separator.test(line.text)) sections.push({ separator: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** A bare `###` with nothing below it only parts its neighbours; before the first, most is header. */
function isBlock({ section, content }: ReadSection): boolean {
  if (content.request || content.body || content.checks.length > 0) return true;
  if (!section.separator) return false;
  return titleOf(section.separator).text !== '' || content.directives.length > 0;
}

function toBlock({ section, content }: ReadSection, index: number): InvokeBlock {
  const { request, body } = content;
  const first = section.separator ?? section.lines.find(isFilled);
  const last = section.lines.findLast(isFilled) ?? first;
  const start = first ?? { number: 0, text: '' };
  return {
    kind: 'block',
    range: rangeOfLines(start, last ?? start),
    ...nameOf(section, content.directives, { index, first: start }),
    directives: section.separator ? content.directives : nameDirectives(content.directives),
    ...(request && { request }),
    headers: content.headers,
    ...(body && { body }),
    checks: content.checks,
    isSendable: request !== undefined || body !== undefined,
  };
}

function nameOf(
  section: Section,
  directives: readonly DirectiveSymbol[],
  fallback: { index: number; first: Line },
): Pick<InvokeBlock, 'name' | 'nameRange'> {
  const directive = directives.find(({ name }) => name === 'name');
  if (directive) return { name: directive.value.text, nameRange: directive.value.range };
  const title = section.separator && titleOf(section.separator);
  if (title?.text) return { name: title.text, nameRange: title.range };
  return { name: `request ${fallback.index + 1}`, nameRange: rangeOfText(fallback.first) };
}

function titleOf(line: Line) {
  const [, marks = '', rest = ''] = separator.exec(line.text) ?? [];
  const text = rest.trimEnd();
  return { text, range: rangeOn(line, marks.length, text.length) };
}

/** Before the first `###`, `@model` and `@target` belong to the file; a `@name` cannot. */
function fileDirectives(sections: readonly ReadSection[]): DirectiveSymbol[] {
  const directives = sections[0]?.content.directives ?? [];
  return directives.filter(({ name }) => name !== 'name');
}

function nameDirectives(directives: readonly DirectiveSymbol[]): DirectiveSymbol[] {
  return directives.filter(({ name }) => name === 'name');
}

function repeatedDirectives(directives: readonly DirectiveSymbol[]): InvokeProblem[] {
  const problems = findRepeats(directives, ({ name }) => name).map(({ name, range }) =>
    error(range, `There is a second # @${name} here; keep one of them.`),
  );
  const target = directives.find(({ name }) => name === 'target');
  if (target && directives.some(({ name }) => name === 'model')) {
    const message =
      'A request goes to a # @model or to a # @target, not to both; keep one of them.';
    problems.push(error(target.range, message));
  }
  return problems;
}

function blockProblems(block: InvokeBlock): InvokeProblem[] {
  if (!block.isSendable) {
    const message = `"${block.name}" sends nothing. Write a body ({…}, CSV or < ./file) or a request line such as GET /ping.`;
    return [{ severity: 'warning', range: block.nameRange, message }];
  }
  const binding = block.directives.find(({ name }) => name !== 'name');
  if (!binding || !block.request || block.request.target.text.startsWith('/')) return [];
  if (!/^https?:/i.test(block.request.target.text)) return [];
  return [
    error(
      binding.range,
      `The request line already names a server, so # @${binding.name} has no effect; ` +
        'leave it out, or write only the path in the request line.',
    ),
  ];
}

function repeatedNames(blocks: readonly InvokeBlock[]): InvokeProblem[] {
  return findRepeats(blocks, ({ name }) => name).map(({ name, nameRange }) => ({
    severity: 'warning',
    range: nameRange,
    message: `There is another request named "${name}" above; --name finds only that one.`,
  }));
}

/** The items whose name an item before them has. */
function findRepeats<T>(items: readonly T[], nameOfItem: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const count = seen.size;
    return seen.add(nameOfItem(item)).size === count;
  });
}

function error(range: InvokeProblem['range'], message: string): InvokeProblem {
  return { severity: 'error', range, message };
}

function byPosition(a: InvokeProblem, b: InvokeProblem): number {
  return (
    a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character
  );
}

function isFilled(line: Line): boolean {
  return line.text.trim() !== '';
}
