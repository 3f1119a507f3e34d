import type { Environment } from '../../../environment.ts';
import { decodePercent } from '../../decode-percent.ts';
import { askText } from '../../../http/ask-text.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { artifactRefusal, unreachablePlace } from '../artifact-refusal.ts';
import { findAzureAccess } from './azure-credentials.ts';
import { parseAzureUri } from './azure-place.ts';
import { collectFiles } from './collect-files.ts';
import { belowPrefix } from './object-key.ts';
import { openFile } from './open-file.ts';
import { unknownAnswer } from './parse-answer.ts';
import { encodePath } from './proxied-artifacts.ts';

/**
 * A folder of Azure Blob Storage (`wasbs:`) or Data Lake Storage Gen2 (`abfss:`), both by the REST
 * API of the Blob service (version 2021-12-02).
 */
export function azureArtifacts(uri: string, environment: Environment): ArtifactSource {
  const { container, prefix, name, ...rest } = parseAzureUri(uri);
  const access = findAzureAccess({ container, prefix, name, ...rest }, environment);
  const root = `${access.endpoint}/${encodeURIComponent(container)}`;
  const refusal = (answer: { status: number; headers: Readonly<Record<string, unknown>> }) =>
    artifactRefusal({
      place: name,
      status: answer.status,
      reason: textIn(answer.headers['x-ms-error-code']),
      advice: access.advice,
      retryAfter: textIn(answer.headers['retry-after']),
    });
  return {
    uri: name,
    list: (signal) =>
      collectFiles(name, async (marker) => {
        const url = new URL(root);
        const query = { restype: 'container', comp: 'list', prefix, ...(marker && { marker }) };
        for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
        const request = {
          ...(await access.sign(url, { start: 0, signal })),
          method: 'GET' as const,
        };
        const answer = await askText({ ...request, signal }).catch((error: unknown) => {
          signal.throwIfAborted();
          throw unreachablePlace(name, error);
        });
        if (answer.status !== 200) throw refusal(answer);
        return parseListing(answer.text, { prefix, name });
      }),
    open: async (file, options) => {
      const url = new URL(`${root}/${encodePath(`${prefix}${file.path}`)}`);
      const request = await access.sign(url, options);
      const content = await openFile({ ...request, place: name, refusal }, options);
      const changed = content.headers.etag;
      if (file.version !== undefined && unquoted(changed) !== unquoted(file.version)) {
        content.stream.destroy();
        throw artifactRefusal({ place: name, status: 412, advice: '' });
      }
      return content;
    },
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unquoted(tag: string | undefined): string | undefined {
  return tag?.replace(/^(?:W\/)?"|"$/g, '');
}

/**
 * The XML of "List Blobs": `<Blob><Name>…</Name><Properties><Content-Length>…`. It has no
 * attributes but `Encoded` of a name, no comments and no CDATA.
 */
function parseListing(text: string, place: { readonly prefix: string; readonly name: string }) {
  if (!text.includes('<EnumerationResults')) throw unknownAnswer(place.name, text);
  const files = [...text.matchAll(/<Blob>(.*?)<\/Blob>/gs)]
    .map(([, blob = '']) => blob)
    .filter((blob) => valueOf(blob, 'ResourceType') !== 'directory')
    .map((blob) => toFile(blob, place.prefix));
  return { files, next: valueOf(text, 'NextMarker') || undefined };
}

function toFile(blob: string, prefix: string): ArtifactFile {
  const encoded = /<Name Encoded="true">([^<]*)<\/Name>/.exec(blob)?.[1];
  const name = encoded === undefined ? valueOf(blob, 'Name') : decodePercent(encoded);
  const [size, version] = [valueOf(blob, 'Content-Length'), valueOf(blob, 'Etag')];
  const digest = valueOf(blob, 'Content-MD5');
  return {
    path: belowPrefix(name ?? '', prefix),
    ...(size !== undefined && { size: Number(size) }),
    ...(version !== undefined && { version }),
    ...(digest && { checksum: { algorithm: 'md5', value: digest } }),
  };
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function valueOf(xml: string, tag: string): string | undefined {
  const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return text?.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name) ?? [];
    if (hex !== undefined) return characterOf(Number.parseInt(hex, 16)) ?? whole;
    if (decimal !== undefined) return characterOf(Number(decimal)) ?? whole;
    return entities[name] ?? whole;
  });
}

/** The character of a number; undefined for one that no character has. */
function characterOf(code: number): string | undefined {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}
