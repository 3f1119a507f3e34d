import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recordedNames, someOf } from './recorded-names.ts';

const root = join(import.meta.dirname, '..', 'fixtures');

const transcript = z.object({
  name: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    contentType: z.string().optional(),
    body: z.string().optional(),
    bodyLatin1: z.string().optional(),
    bodyBase64: z.string().optional(),
  }),
  answer: z.object({ status: z.number(), contentType: z.string(), body: z.string() }),
});

/** One request and what MLflow's scoring server answered. */
export type Transcript = z.infer<typeof transcript>;

/** A folder of `test/fixtures` that `scripts/record_fixtures.py` wrote. */
export interface Fixture {
  readonly name: string;
  readonly modelFolder: string;
  /** Which engine can run the model. */
  readonly engine: 'native' | 'python';
  readonly transcripts: readonly Transcript[];
}

/** Every recorded fixture. */
export function readFixtures(): Fixture[] {
  const names = readdirSync(root).filter((name) =>
    readdirSync(join(root, name)).includes('fixture.json'),
  );
  return someOf(names, root).map((name) => ({
    name,
    modelFolder: join(root, name, 'model'),
    engine: z
      .object({ engine: z.enum(['native', 'python']) })
      .parse(readJson(join(root, name, 'fixture.json'))).engine,
    transcripts: recordedNames(join(root, name, 'cases')).flatMap((file) =>
      z
        .array(transcript)
        .min(1)
        .parse(readJson(join(root, name, 'cases', file))),
    ),
  }));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The bytes of a request's body. */
export function bodyOf(request: Transcript['request']): Uint8Array {
  if (request.bodyBase64 !== undefined) return Buffer.from(request.bodyBase64, 'base64');
  if (request.bodyLatin1 !== undefined) return Buffer.from(request.bodyLatin1, 'latin1');
  return Buffer.from(request.body ?? '', 'utf8');
}
