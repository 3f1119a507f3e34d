import type { Builder } from './find-builder.ts';

/** A file that the build may read and the image must not hold. */
export interface BuildSecret {
  /** `pip_conf` or `pip_ca`, as the Dockerfile names them. */
  readonly id: string;
  readonly path: string;
}

/** What is built. */
export interface BuildArgumentsOptions {
  /** The folder that writeImageContext filled. */
  readonly context: string;
  readonly name: string;
  readonly secrets?: readonly BuildSecret[];
  /** Such as `linux/amd64`; the builder's own platform when absent. */
  readonly platform?: string;
}

/** A command line as separate words: nothing in it is ever read by a shell. */
export interface BuildCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The command that builds an image. Podman and buildah write Docker's format, since OCI's has no
 * HEALTHCHECK. Secrets are left out where the builder cannot take them.
 */
export function buildArguments(builder: Builder, options: BuildArgumentsOptions): BuildCommand {
  const { context, name, secrets = [], platform } = options;
  const secretArgs = secrets.flatMap(({ id, path }) => ['--secret', `id=${id},src=${path}`]);
  return {
    command: builder.kind,
    args: [
      'build',
      ...(builder.kind === 'docker' ? [] : ['--format', 'docker']),
      ...(builder.takesSecrets ? secretArgs : []),
      ...(platform === undefined ? [] : ['--platform', platform]),
      '--tag',
      name,
      context,
    ],
  };
}
