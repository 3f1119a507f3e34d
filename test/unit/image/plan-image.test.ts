import { describe, expect, it } from 'vitest';
import { parseMlModel } from '../../../src/core/model/mlmodel.ts';
import { planImage } from '../../../src/image/plan-image.ts';

function plan(python: string, options: { name?: string; baseImage?: string; title?: string } = {}) {
  const mlmodel = parseMlModel(
    JSON.stringify({ flavors: { python_function: { python_version: python } } }),
  );
  const model = { folder: '/model', uri: 'models:/m/1', name: options.title ?? 'm', mlmodel };
  const { name = 'team/iris:1.0', baseImage } = options;
  const requirements = { text: 'mlflow\n', files: [] };
  return planImage({ model, requirements, name, ...(baseImage !== undefined && { baseImage }) });
}

const instructions = (dockerfile: string) =>
  dockerfile
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ', 1)[0]);

describe('the plan of an image', () => {
  it('has the Python of the model, requirements before the model, and no root', () => {
    const { dockerfile } = plan('3.11.7');
    expect(dockerfile).toContain('\nFROM python:3.11-slim\n');
    expect(dockerfile.indexOf('COPY requirements')).toBeLessThan(dockerfile.indexOf('COPY model'));
    expect(dockerfile).toContain('\nUSER 1000:1000\n');
    expect(dockerfile).toContain('\nEXPOSE 8080\n');
    expect(dockerfile).toContain('\nHEALTHCHECK ');
    expect(plan('3.9.18', { baseImage: 'registry:5000/python:3' }).dockerfile).toContain(
      '\nFROM registry:5000/python:3\n',
    );
  });

  it('takes pip’s settings as secrets at their default place only', () => {
    const { dockerfile } = plan('3.11.7');
    expect(dockerfile).toContain('--mount=type=secret,id=pip_conf --mount=type=secret,id=pip_ca');
    expect(dockerfile).not.toContain('target=');
  });

  it.each(['3.11\nRUN evil', '3.11; evil', '3.x', '', '$(evil)'])(
    'lets no text of the model reach an instruction: Python version %j',
    (version) => {
      const expected = instructions(plan('3.11.7').dockerfile);
      const { dockerfile } = plan(version);
      expect(dockerfile).not.toContain('evil');
      expect(instructions(dockerfile)).toEqual(expected);
    },
  );

  it('keeps a model’s name inside one comment', () => {
    const title = 'x\nRUN evil\r\n# \\\nFROM y\u2028RUN z';
    const { dockerfile } = plan('3.11.7', { title });
    expect(instructions(dockerfile)).toEqual(instructions(plan('3.11.7').dockerfile));
    expect(dockerfile).not.toMatch(/^RUN evil/m);
    expect(dockerfile).not.toContain('\u2028');
  });

  it.each(['Iris', '-v', 'a b', 'a:b:c', 'x\ny', '', '/x', 'x'.repeat(300)])(
    'refuses the image name %j with a sentence',
    (name) => {
      expect(() => plan('3.11.7', { name })).toThrow(/^The image name ".*" cannot be used\./s);
      expect(() => plan('3.11.7', { baseImage: name })).toThrow(/^The base image ".*" cannot/s);
    },
  );
});
