import { describe, expect, it } from 'vitest';
import { toDataNodes, toModelNodes } from '../../../src/extension/runs/run-nodes.ts';

const run = { runId: 'a1', experimentId: '7', artifactUri: '/artifacts' };
const place = { key: '/home', workingDirectory: '/home' };
const data = (tags: Record<string, string>) => ({
  metrics: new Map([['loss', Number.NaN]]),
  params: new Map(),
  tags: new Map(Object.entries(tags)),
});

function urisOf(tags: Record<string, string>, names: readonly string[] = []): readonly string[] {
  const logged = names.map((name, index) => ({
    modelId: `m-${index}`,
    name,
    artifactUri: '',
    createdAt: 0,
  }));
  const nodes = toModelNodes({ parentId: 'x', place, run, logged, data: data(tags) });
  return nodes.map((node) => (node.kind === 'model' ? node.model.uri : node.kind));
}

describe('the rows below a run', () => {
  it('are the logged models of MLflow 3, by their ids', () => {
    expect(urisOf({}, ['model', 'other'])).toEqual(['models:/m-0', 'models:/m-1']);
  });

  it('are the models among the artifacts of MLflow 2, each once', () => {
    const history = JSON.stringify([
      { run_id: 'a1', artifact_path: 'model' },
      { run_id: 'a1', artifact_path: 'model' },
      { run_id: 'a1', artifact_path: 'deep/other' },
    ]);
    const tags = { 'mlflow.log-model.history': history };
    expect(urisOf(tags)).toEqual(['runs:/a1/model', 'runs:/a1/deep/other']);
    expect(urisOf(tags, ['model'])).toEqual(['models:/m-0', 'runs:/a1/deep/other']);
  });

  it('do without a history that is broken', () => {
    for (const text of ['[', '{}', '[1, {}, {"artifact_path": 3}, null]']) {
      expect(urisOf({ 'mlflow.log-model.history': text })).toEqual([]);
    }
  });

  it('show metrics as they are, and leave out parts that have no values', () => {
    const nodes = toDataNodes('x', data({ team: 'blue', 'mlflow.log-model.history': '[]' }));
    expect(nodes.map((node) => node.id)).toEqual(['x/metrics', 'x/tags']);
    expect(nodes[0]).toMatchObject({ values: [{ name: 'loss', value: 'NaN' }] });
    expect(nodes[1]).toMatchObject({ values: [{ name: 'team', value: 'blue' }] });
  });
});
