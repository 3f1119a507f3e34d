import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const base = join(cache, 'mlinvoke-images', 'base-python.tar.zst');

/** Why images cannot be built here, or undefined: for the name of skipped tests. */
export function findImageObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  for (const program of ['podman', 'runc', 'zstd']) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed`;
    }
  }
  return existsSync(base) ? undefined : `no ${base}: run scripts/prepare-image-base.sh`;
}

/** A podman with a store of its own, which holds the Python base image and nothing else. */
export interface PodmanStore {
  readonly environment: NodeJS.ProcessEnv;
  /** Runs podman and returns what it says on stdout, without the last line end. */
  podman(...args: string[]): string;
  /** Removes containers, images and the store. */
  remove(): void;
}

/** The settings let podman run as root inside a container with hybrid cgroups too. */
export function createPodmanStore(): PodmanStore {
  const folder = mkdtempSync(join(tmpdir(), 'mlinvoke-podman-'));
  const storage = join(folder, 'storage.conf');
  const containers = join(folder, 'containers.conf');
  writeFileSync(
    storage,
    `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
  );
  writeFileSync(
    containers,
    '[containers]\ndefault_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n' +
      '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n',
  );
  const environment = {
    ...process.env,
    CONTAINERS_STORAGE_CONF: storage,
    CONTAINERS_CONF: containers,
  };
  const podman = (...args: string[]): string =>
    execFileSync('podman', args, { env: environment, encoding: 'utf8', stdio: 'pipe' }).trim();
  const script = `zstd -dc "$0" | podman import -q --change 'CMD ["python"]' - docker.io/library/python:3.11-slim`;
  execFileSync('sh', ['-c', script, base], { env: environment, stdio: 'pipe' });
  return {
    environment,
    podman,
    remove() {
      podman('system', 'reset', '--force');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
