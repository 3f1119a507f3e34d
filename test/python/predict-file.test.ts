import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictFile } from '../../src/core/batch/predict-file.ts';
import type { Engine } from '../../src/core/engines/engine.ts';
import { openPythonEngine } from '../../src/core/engines/python/open-python-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { type LocalModel, openLocalModel } from '../../src/core/model/local-model.ts';
import { type PythonModels, savePythonModels, testPython } from '../helpers/python-models.ts';

const { signal } = new AbortController();

/** What each file is about, and its text; pandas says what comes of it. */
const files: Readonly<Record<string, string>> = {
  numbers: 'i,f,e\n1,1.5,1e3\n-2,.5,-1E-3\n9007199254740993,2.,0\n',
  'integers with a missing value': 'i,j\n1,1\n,2\nNA,3\n',
  'text with missing values': 's,t\nx,1\n,2\nnull,3\nN/A,4\n" y",5\n',
  booleans: 'b,c,d\nTrue,true,True\nFALSE,false,\nfalse,True,x\n',
  'a column of missing values': 'a,b\n,1\nNaN,2\n',
  'leading zeros and signs': 'a,b\n007,+1\n-08,+2\n',
  'integers beyond 64 bits':
    'a,b,c\n18446744073709551615,18446744073709551616,-1\n1,1,9223372036854775808\n',
  'text that looks like numbers late': `a\n${'1\n'.repeat(9000)}x\n`,
  'infinities and words': 'a,b\ninf,nan\n-inf,1\n',
  'quotes and line ends': 'a,"b ""c"""\r\n"x\ny",1\r\n"1,5",2\r\n',
  'dates stay text': 'd\n2024-01-02\n2024-01-03T04:05:06\n',
  'unnamed and double columns': ',a,a\n1,2,3\n4,5,6\n',
  'row labels': 'a,b\nx,1,2\ny,3,4\n',
};

describe.skipIf(!testPython)('a CSV file through a Python model', () => {
  let models: PythonModels;
  let folder = '';
  let engine: Engine;
  let model: LocalModel;

  beforeAll(async () => {
    models = await savePythonModels();
    folder = mkdtempSync(join(tmpdir(), 'mlinvoke-batch-python-'));
    model = await openLocalModel(join(models.folder, 'describe'));
    engine = await openPythonEngine(model, {
      interpreter: models.interpreter,
      logger: silentLogger,
    });
  }, 60_000);
  afterAll(async () => {
    await engine.close();
    models.remove();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(files))('is read as pandas.read_csv reads it: %s', async (name) => {
    const csv = files[name] ?? '';
    const inputPath = join(folder, 'in.csv');
    const outputPath = join(folder, 'out.json');
    writeFileSync(inputPath, csv);
    await predictFile({
      inputPath,
      outputPath,
      outputFormat: 'json',
      mlmodel: model.mlmodel,
      engine,
      signal,
    });
    // MLflow's own server on the same bytes: pandas.read_csv of the whole file.
    const expected = await engine.invoke?.(
      { body: Buffer.from(csv), contentType: 'text/csv' },
      signal,
    );
    expect(expected?.status).toBe(200);
    expect(JSON.parse(readFileSync(outputPath, 'utf8'))).toEqual(
      JSON.parse(Buffer.from(expected?.body ?? '').toString('utf8')),
    );
  });

  it('writes the input’s columns and the predictions, with defaults of parameters', async () => {
    const summing = await openLocalModel(join(models.folder, 'sum'));
    const { interpreter } = models;
    const sum = await openPythonEngine(summing, { interpreter, logger: silentLogger });
    const inputPath = join(folder, 'sum.csv');
    const outputPath = join(folder, 'sum.predictions.csv');
    writeFileSync(inputPath, 'b,name,a\n2,"x, y",1.50\n4,z,NA\n');
    const result = await predictFile({
      inputPath,
      outputPath,
      outputFormat: 'csv',
      mlmodel: summing.mlmodel,
      engine: sum,
      signal,
    });
    await sum.close();
    expect(result).toEqual({ rowCount: 2, columns: ['prediction'] });
    expect(readFileSync(outputPath, 'utf8')).toBe(
      'b,name,a,prediction\n2,"x, y",1.50,3.5\n4,z,NA,\n',
    );
  });
});
