import { stringify } from 'yaml';

/** Some names with their values; without a title they stand at the margin. */
export interface RunSection {
  readonly title?: string;
  readonly values: readonly (readonly [name: string, value: string | number])[];
}

/**
 * A run as YAML for people. Only numbers look like numbers: a text of digits is quoted, and a text
 * of several lines stands as it is, below its name. Sections without values are left out.
 */
export function toRunYaml(sections: readonly RunSection[]): string {
  return sections
    .filter(({ values }) => values.length > 0)
    .map(writeSection)
    .join('\n');
}

function writeSection({ title, values }: RunSection): string {
  const named = new Map(values.map(([name, value]) => [name, toPlain(value)]));
  return stringify(title === undefined ? named : new Map([[title, named]]), { lineWidth: 0 });
}

/** NaN rather than YAML's own `.nan`, as MLflow shows it. */
function toPlain(value: string | number): string | number {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
