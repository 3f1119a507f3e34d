import { describe, expect, it } from 'vitest';
import { parseModelUri } from '../../../src/core/uri/model-uri.ts';

describe('a model URI', () => {
  it.each([
    ['models/iris', { kind: 'path', path: 'models/iris' }],
    ['/srv/my models/é', { kind: 'path', path: '/srv/my models/é' }],
    ['C:\\models\\iris', { kind: 'path', path: 'C:\\models\\iris' }],
    ['file:///srv/iris', { kind: 'path', path: 'file:///srv/iris' }],
    ['runs:/abc123/model', { kind: 'run', runId: 'abc123', path: 'model' }],
    ['runs:/abc123/deep/er/model/', { kind: 'run', runId: 'abc123', path: 'deep/er/model' }],
    ['models:/iris/3', { kind: 'version', name: 'iris', version: 3 }],
    ['models:/iris/latest', { kind: 'latest', name: 'iris' }],
    ['models:/iris/LATEST', { kind: 'latest', name: 'iris' }],
    ['models:/iris/Production', { kind: 'stage', name: 'iris', stage: 'Production' }],
    ['models:/iris@champion', { kind: 'alias', name: 'iris', alias: 'champion' }],
    ['models:/a@b@champion', { kind: 'alias', name: 'a@b', alias: 'champion' }],
    ['models:/my model/1', { kind: 'version', name: 'my model', version: 1 }],
    ['models:///iris/1', { kind: 'version', name: 'iris', version: 1 }],
    ['models:/m-0a1b2c', { kind: 'loggedModel', modelId: 'm-0a1b2c' }],
  ])('%s is understood', (uri, expected) => {
    expect(parseModelUri(uri)).toEqual(expected);
  });

  it.each([
    ['', 'it is empty'],
    ['runs:/', 'it has no run id'],
    ['runs:abc/model', '"runs:" has to be followed by "/"'],
    ['runs:/abc', 'it names a run but no model in it'],
    ['runs:/../model', '".." cannot be a run id'],
    ['runs:/abc/../../etc', 'its path leaves the run'],
    ['runs://abc/model', 'write runs:/abc/model'],
    ['models:/', 'it has to be models:/<name>/<version>'],
    ['models:/iris', 'write models:/iris/latest'],
    ['models:/iris/1/2', 'it has to be models:/<name>/<version>'],
    ['models:/iris/', 'it has to be models:/<name>/<version>'],
    ['models:/iris@', 'the name or the alias around "@" is empty'],
    ['models:/../1', "cannot be a registered model's name"],
    ['models:/iris/one two', 'is no version, stage or "latest"'],
  ])('%s is refused with its reason', (uri, reason) => {
    expect(() => parseModelUri(uri)).toThrow(reason);
    expect(() => parseModelUri(uri)).toThrow(/Accepted are a folder/);
  });

  it('with a scheme that cannot be read yet is refused by that scheme', () => {
    expect(() => parseModelUri('gopher://bucket/model')).toThrow(
      /scheme "gopher:", which cannot be read/,
    );
  });
});
