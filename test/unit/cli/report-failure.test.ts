import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { StopRequest } from '../../../src/cli/cli-context.ts';
import { describeFailure } from '../../../src/cli/report-failure.ts';
import { MlflowError } from '../../../src/core/errors.ts';

describe('the end of a command that threw', () => {
  it('is one sentence and 1 for what the user can put right', () => {
    const error = new MlflowError('BAD_REQUEST', 'The column is missing.');
    expect(describeFailure(error)).toEqual({ exitCode: 1, text: 'The column is missing.\n' });
  });

  it('is 1 with the reason of the system, as for a full disk', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      errno: -28,
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(describeFailure(error)).toEqual({
      exitCode: 1,
      text: 'The system refused: ENOSPC: no space left on device, write.\n',
    });
  });

  it('is the stack and 70 for a bug', () => {
    const { exitCode, text } = describeFailure(new TypeError('x is not a function'));
    expect(exitCode).toBe(70);
    expect(text).toContain('This is a bug in mlinvoke');
    expect(text).toContain('report-failure.test.ts');
    expect(describeFailure('odd')).toMatchObject({ exitCode: 70 });
  });

  it('is 2 for wrong usage, which commander has explained, and 0 for help', () => {
    const wrong = new CommanderError(1, 'commander.unknownOption', 'x');
    expect(describeFailure(wrong)).toEqual({ exitCode: 2, text: '' });
    const help = new CommanderError(0, 'commander.helpDisplayed', 'x');
    expect(describeFailure(help)).toEqual({ exitCode: 0, text: '' });
  });

  it('is silent when the command was stopped', () => {
    expect(describeFailure(new StopRequest(143))).toEqual({ exitCode: 143, text: '' });
  });
});
