import { describe, expect, it } from 'vitest';
import {
  RunningServers,
  type ServerEntry,
  type ServerTarget,
  type StartOptions,
} from '../../../src/extension/servers/running-servers.ts';
import type { ServedModel } from '../../../src/server/serve-model.ts';

const iris: ServerTarget = {
  key: '/models/iris',
  uri: 'models/iris',
  name: 'iris',
  workingDirectory: '/models',
};
const wine: ServerTarget = { ...iris, key: '/models/wine', uri: 'models/wine', name: 'wine' };

/** Stands for the outside: starts take as long as the test says, and closes are counted. */
class FakeHouse {
  readonly starts: StartOptions[] = [];
  readonly crashes: ServerEntry[] = [];
  open = 0;
  #port = 5000;
  gate: Promise<void> = Promise.resolve();
  readonly servers = new RunningServers({
    start: (options) => this.#start(options),
    onCrash: (entry) => this.crashes.push(entry),
  });

  async #start(options: StartOptions): Promise<ServedModel> {
    this.starts.push(options);
    options.onPhase('load');
    await this.gate;
    options.signal.throwIfAborted();
    this.open += 1;
    const port = options.port ?? (this.#port += 1);
    let isOpen = true;
    return {
      resolution: {
        uri: options.target.uri,
        folder: options.target.key,
        name: options.target.name,
        hops: [],
      },
      url: `http://127.0.0.1:${port}`,
      port,
      close: () => {
        if (isOpen) this.open -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    } as unknown as ServedModel; // the parts that RunningServers reads
  }
}

function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe('RunningServers', () => {
  it('serves several models at once, one server each', async () => {
    const house = new FakeHouse();
    const [first, again, other] = await Promise.all([
      house.servers.start(iris),
      house.servers.start(iris),
      house.servers.start(wine),
    ]);
    expect(first).toBe(again);
    expect(other.served?.port).not.toBe(first.served?.port);
    expect(house.servers.entries.map(({ name, state }) => [name, state])).toEqual([
      ['iris', 'running'],
      ['wine', 'running'],
    ]);
    expect(house.starts).toHaveLength(2);
  });

  it('tells each phase while a model starts', async () => {
    const house = new FakeHouse();
    const seen: (string | undefined)[] = [];
    house.servers.onDidChange(() => seen.push(house.servers.entries[0]?.phase));
    await house.servers.start(iris);
    expect(seen).toContain('load');
  });

  it('closes the server and forgets it when it is stopped', async () => {
    const house = new FakeHouse();
    const { id } = await house.servers.start(iris);
    await house.servers.stop(id);
    expect(house.open).toBe(0);
    expect(house.servers.entries).toEqual([]);
  });

  it('keeps the id and the port over a restart', async () => {
    const house = new FakeHouse();
    const first = await house.servers.start(iris);
    const second = await house.servers.restart(first.id);
    expect(second?.id).toBe(first.id);
    expect(second?.served?.url).toBe(first.served?.url);
    expect(house.open).toBe(1);
  });

  it('leaves nothing behind when the start is cancelled', async () => {
    const house = new FakeHouse();
    const { promise, open } = gate();
    house.gate = promise;
    const cancel = new AbortController();
    const starting = house.servers.start(iris, cancel.signal);
    cancel.abort(new DOMException('no', 'AbortError'));
    open();
    await expect(starting).rejects.toThrow('no');
    expect(house.servers.entries).toEqual([]);
    expect(house.open).toBe(0);
  });

  it('lets one who only joined a start give up without ending it', async () => {
    const house = new FakeHouse();
    const { promise, open } = gate();
    house.gate = promise;
    const starting = house.servers.start(iris);
    const cancel = new AbortController();
    const joined = house.servers.start(iris, cancel.signal);
    cancel.abort(new DOMException('no', 'AbortError'));
    await expect(joined).rejects.toThrow('no');
    open();
    expect((await starting).state).toBe('running');
  });

  it('keeps a model that failed to start on the list, with the reason', async () => {
    const house = new FakeHouse();
    house.gate = Promise.reject(new Error('The folder is gone.'));
    await expect(house.servers.start(iris)).rejects.toThrow('The folder is gone.');
    expect(house.servers.entries[0]).toMatchObject({
      state: 'failed',
      reason: 'The folder is gone.',
    });
    house.gate = Promise.resolve();
    expect((await house.servers.start(iris)).state).toBe('running');
    expect(house.servers.entries).toHaveLength(1);
  });

  it('tells a crash with its reason and closes what is left of the server', async () => {
    const house = new FakeHouse();
    const { id, served } = await house.servers.start(iris);
    house.starts[0]?.onExit('The Python process ended with exit code 137.');
    expect(house.crashes).toMatchObject([{ id, state: 'failed' }]);
    await Promise.resolve();
    expect(house.open).toBe(0);
    const again = await house.servers.restart(id);
    expect(again).toMatchObject({ id, state: 'running' });
    expect(again?.served?.url).toBe(served?.url);
  });

  it('takes the exit of an engine that it closed itself for no crash', async () => {
    const house = new FakeHouse();
    const { id } = await house.servers.start(iris);
    await house.servers.stop(id);
    house.starts[0]?.onExit('The Python process ended.');
    expect(house.crashes).toEqual([]);
  });

  it('ends everything on close, starts in progress too, and starts nothing afterwards', async () => {
    const house = new FakeHouse();
    await house.servers.start(iris);
    const { promise, open } = gate();
    house.gate = promise;
    const starting = house.servers.start(wine);
    const closing = house.servers.close();
    open();
    await closing;
    await expect(starting).rejects.toThrow('stopped');
    expect(house.open).toBe(0);
    await expect(house.servers.start(iris)).rejects.toThrow('shutting down');
    expect(house.open).toBe(0);
  });
});
