import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { readPickle } from '../../../src/core/formats/pickle/read-pickle.ts';
import { resolvePython } from '../../../src/core/formats/resolve-python.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const limits = { maximumStack: 1000, maximumMemo: 100, maximumDepth: 50 };

describe('readPickle', () => {
  it('reads a call of os.system as a record of what would have been called', () => {
    expect(readPickle(bytes("cos\nsystem\n(S'touch /tmp/owned'\ntR."))).toMatchObject({
      kind: 'object',
      module: 'os',
      name: 'system',
      args: ['touch /tmp/owned'],
    });
  });

  it('reads INST, OBJ and chains of calls without calling', () => {
    expect(readPickle(bytes("(S'1+1'\ni__builtin__\neval\n."))).toMatchObject({ name: 'eval' });
    expect(readPickle(bytes("(c__builtin__\neval\nS'1'\no."))).toMatchObject({ args: ['1'] });
    const chain = readPickle(bytes("c__builtin__\ngetattr\n(cos\nsystem\nS'x'\ntR(tR."));
    expect(chain).toMatchObject({ module: '__builtin__', name: 'getattr(…)' });
  });

  it.each<[string, string, RegExp]>([
    ['an unknown opcode', '\xff.', /0xff is no pickle opcode.* \(at byte 0\)/],
    ['a persistent id', 'Pid\n.', /PERSID/],
    ['a binary persistent id', 'NQ.', /BINPERSID/],
    ['an extension', '\x82\x01.', /EXT1/],
    ['a buffer outside of the file', '\x97.', /NEXT_BUFFER/],
    ['protocol 6', '\x80\x06N.', /protocol 6/],
    ['an empty stack', '.', /empty stack/],
    ['a value behind a mark', '(N0R.', /empty stack/],
    ['a memo that is not set', 'h\x05.', /memo 5 before it is set/],
    ['a container that was not opened', 't.', /never opened/],
    ['a key without a value', '(Nd.', /key without a value/],
    ['BUILD of a dict', '}}b.', /BUILD finds no object/],
    ['a call of a number', 'K\x01)R.', /neither a class nor a function/],
    ['a call without a tuple', 'cos\nsystem\nNR.', /no tuple/],
    ['a length beyond the end', 'X\xff\xff\xff\x7fabc.', /ends early/],
    ['a negative length', 'T\xff\xff\xff\xffabc.', /ends early/],
    ['a frame beyond the end', '\x80\x04\x95\xff\0\0\0\0\0\0\0N.', /ends early/],
    ['no STOP', 'N', /ends early/],
    ['text that is no UTF-8', 'X\x01\0\0\0\xff.', /UTF-8/],
    ['an integer of a million digits', `I${'9'.repeat(20_000)}\n.`, /no integer/],
  ])('refuses %s with its offset', (_, pickle, message) => {
    expect(() => readPickle(bytes(pickle))).toThrow(message);
    expect(() => readPickle(bytes(pickle))).toThrow(FormatError);
  });

  it('limits the stack, the memo and the depth', () => {
    expect(() => readPickle(bytes('N'.repeat(2000)), limits)).toThrow(/more than 1000 values/);
    expect(() => readPickle(bytes('('.repeat(60)), limits)).toThrow(/more than 50 deep/);
    const memo = Array.from({ length: 200 }, (_, index) => `p${index}\n`).join('');
    expect(() => readPickle(bytes(`N${memo}.`), limits)).toThrow(/more than 100 values/);
  });

  it('reads a billion laughs in the room of its bytes', () => {
    // Each list holds the one before ten times: 10^40 items if anybody copied them out.
    const level = (index: number): string => `](${`g${index}\n`.repeat(10)}ep${index + 1}\n`;
    const laughs = Array.from({ length: 40 }, (_, index) => level(index)).join('');
    expect(readPickle(bytes(`]p0\n${laughs}.`))).toMatchObject({ kind: 'list' });
  });

  it('reads a list that holds itself', () => {
    const list = readPickle(bytes(']p0\ng0\na.'));
    expect(list).toHaveProperty('items.0', list);
  });

  it('reads very many long integers, whose bytes it looks at once', () => {
    const long = Buffer.concat([Buffer.from([0x8b]), Buffer.alloc(4), Buffer.alloc(10_000, 0x7f)]);
    long.writeInt32LE(10_000, 1);
    const longs = Buffer.concat([
      Buffer.from('('),
      ...Array.from({ length: 3000 }, () => long),
      Buffer.from('l.'),
    ]);
    const list = readPickle(longs);
    expect(list).toHaveProperty('items.length', 3000);
    expect(list).toHaveProperty('items.0', BigInt(`0x${'7f'.repeat(10_000)}`));
  });

  it('never does anything else than throw FormatError on damaged files', () => {
    const whole = readFileSync('test/fixtures/formats/numpy-2.4.6/protocol-4.pickle');
    const edit = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), fc.boolean(), (edits, isCut) => {
        const copy = Buffer.from(whole);
        for (const { at, byte } of edits) copy[at] = byte;
        const damaged = isCut ? copy.subarray(0, edits[0]?.at) : copy;
        expect(outcome(() => readPickle(damaged))).toMatch(/^(read|FormatError)$/);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('resolvePython', () => {
  const arrayOf = (data: string): string =>
    "cnumpy.core.multiarray\n_reconstruct\n(I0\ntRp0\n(I1\n(I1\ntcnumpy\ndtype\n(S'i1'\ntRI00\n" +
    `${data}tb.`;

  it('refuses arrays and bytes that are made of themselves, or of one another without end', () => {
    const itself = readPickle(bytes(arrayOf('g0\n')));
    expect(() => resolvePython(itself)).toThrow('raw bytes are missing');
    const nested = `${'c__builtin__\nbytearray\n('.repeat(9000)}S'x'\n${'tR'.repeat(9000)}`;
    expect(() => resolvePython(readPickle(bytes(arrayOf(nested))))).toThrow(
      'raw bytes are missing',
    );
    const twice = "c__builtin__\nbytes\n(c__builtin__\nbytearray\n(S'x'\ntRtR";
    expect(resolvePython(readPickle(bytes(arrayOf(twice))))).toMatchObject({ dtype: 'int8' });
    const list = readPickle(bytes('c__builtin__\nlist\n((lp1\ntRp2\ng1\ng2\na0.'));
    expect(() => resolvePython(list)).not.toThrow();
  });

  it.each<[string, string, RegExp]>([
    [
      'an array without a state',
      'cnumpy.core.multiarray\n_reconstruct\n)R.',
      /list or tuple is missing/,
    ],
    [
      'a scalar without bytes',
      "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\ntRNtR.",
      /raw bytes are missing/,
    ],
    [
      'complex numbers',
      "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'c16'\ntRS'x'\ntR.",
      /"<c16" is not read/,
    ],
    [
      'too few bytes',
      "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'f8'\ntRS'x'\ntR.",
      /needs 8 bytes but has 1/,
    ],
    ['another encoding', "c_codecs\nencode\n(S'x'\nS'rot13'\ntR.", /latin1/],
  ])('refuses %s', (_, pickle, message) => {
    const value = readPickle(bytes(pickle));
    expect(() => resolvePython(value)).toThrow(message);
  });
});

function outcome(run: () => unknown): string {
  try {
    run();
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
