import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { recordedNames } from './recorded-names.ts';

const root = join(import.meta.dirname, '..', 'fixtures');
const folder = join(root, 'open-inference');

const recording = z.object({
  versions: z.record(z.string(), z.string()),
  transcripts: z
    .array(
      z.object({
        name: z.string(),
        request: z.object({ method: z.string(), path: z.string(), body: z.string().optional() }),
        answer: z.object({
          status: z.number(),
          contentType: z.string().nullable(),
          body: z.string(),
        }),
      }),
    )
    .min(1),
});

/** One request and what MLServer answered. */
export type InferTranscript = z.infer<typeof recording>['transcripts'][number];

/** What scripts/record_open_inference.py recorded for one model. */
export interface OpenInferenceFixture {
  readonly name: string;
  readonly modelFolder: string;
  readonly engine: 'native' | 'python';
  readonly transcripts: readonly InferTranscript[];
}

/** Every recorded model. */
export function readOpenInferenceFixtures(): OpenInferenceFixture[] {
  return recordedNames(folder).map((file) => {
    const name = basename(file, '.json');
    const isSample = name === 'iris';
    return {
      name,
      modelFolder: isSample ? join(root, '../../samples/models/iris') : join(root, name, 'model'),
      engine: name.startsWith('echo-') ? 'python' : 'native',
      transcripts: recording.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
        .transcripts,
    };
  });
}
