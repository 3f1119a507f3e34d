import { MlflowError } from '../../../../errors.ts';
import type { AnalyzerPlan } from './plans.ts';
import { spaceClass } from './python-pattern.ts';
import { stripAccents } from './strip-accents.ts';

/** Makes the function that splits one text into its tokens, as build_analyzer does. */
export function makeAnalyzer(plan: AnalyzerPlan): (text: string) => readonly string[] {
  const split = makeSplitter(plan);
  const { accents } = plan;
  return (text) => {
    const lower = plan.isLowercase ? text.toLowerCase() : text;
    return split(accents ? stripAccents(lower, accents) : lower);
  };
}

function makeSplitter(plan: AnalyzerPlan): (text: string) => readonly string[] {
  switch (plan.kind) {
    case 'word': {
      const pattern = new RegExp(plan.tokenPattern, 'gv');
      return (text) => wordTokens(findAll(pattern, text), plan);
    }
    case 'char':
      return (text) => characterTokens(text, plan.lengths);
    case 'char_wb':
      return (text) => boundedTokens(text, plan.lengths);
  }
}

/** re.findall with at most one group, which then is the token. */
function findAll(pattern: RegExp, text: string): string[] {
  return Array.from(text.matchAll(pattern), (match) => {
    if (match[0] === '') {
      throw new MlflowError(
        'NOT_IMPLEMENTED',
        `The token_pattern finds an empty token in ${JSON.stringify(text.slice(0, 60))}, after which Python goes on in another way; ` +
          'serve this model with the engine "python".',
      );
    }
    return match.length > 1 ? (match[1] ?? '') : match[0];
  });
}

function wordTokens(found: readonly string[], plan: AnalyzerPlan): readonly string[] {
  const { stopWords, lengths } = plan;
  const words = stopWords ? found.filter((word) => !stopWords.has(word)) : found;
  const [smallest, largest] = lengths;
  if (largest === 1) return words;
  const tokens: string[] = smallest === 1 ? [...words] : [];
  const first = smallest === 1 ? 2 : smallest;
  for (let length = first; length <= Math.min(largest, words.length); length += 1) {
    for (let at = 0; at + length <= words.length; at += 1) {
      tokens.push(words.slice(at, at + length).join(' '));
    }
  }
  return tokens;
}

const spaces = new RegExp(`[${spaceClass}]{2,}`, 'gv');
const gap = new RegExp(`[${spaceClass}]+`, 'v');

function characterTokens(text: string, [smallest, largest]: AnalyzerPlan['lengths']): string[] {
  const characters = Array.from(text.replace(spaces, ' '));
  const tokens: string[] = [];
  for (let length = smallest; length <= Math.min(largest, characters.length); length += 1) {
    for (let at = 0; at + length <= characters.length; at += 1) {
      tokens.push(characters.slice(at, at + length).join(''));
    }
  }
  return tokens;
}

/** Characters inside of words, with a space on both sides; a word that is too short counts once. */
function boundedTokens(text: string, [smallest, largest]: AnalyzerPlan['lengths']): string[] {
  const tokens: string[] = [];
  for (const word of text.split(gap)) {
    if (word === '') continue;
    const characters = Array.from(` ${word} `);
    for (let length = smallest; length <= largest; length += 1) {
      const last = Math.max(0, characters.length - length);
      for (let at = 0; at <= last; at += 1) {
        tokens.push(characters.slice(at, at + length).join(''));
      }
      if (last === 0) break;
    }
  }
  return tokens;
}
