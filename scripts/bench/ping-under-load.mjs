// How long /ping takes while one request of 100,000 rows is being answered.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const rowCount = 100_000;
const columns = ['sepal length', 'sepal width', 'petal length', 'petal width'];

function largeBody() {
  const data = Array.from({ length: rowCount }, (_, row) => [
    4 + (row % 39) / 10,
    2 + (row % 23) / 10,
    1 + (row % 59) / 10,
    0.1 + (row % 24) / 10,
  ]);
  return JSON.stringify({ dataframe_split: { columns, data } });
}

/** The longest /ping in milliseconds, idle and busy; how long the large request took, and where. */
export async function pingUnderLoad(port) {
  const body = largeBody();
  const agent = new Agent({ keepAlive: true });
  await send({ port, agent, path: '/invocations', body }); // starts threads
  const start = performance.now();
  const large = send({ port, agent: new Agent(), path: '/invocations', body }).then((reply) => ({
    milliseconds: performance.now() - start,
    timing: reply.headers['server-timing'],
  }));
  const busy = await longestPing({ port, agent }, large);
  const answer = await large;
  const idle = await longestPing({ port, agent }, delay(answer.milliseconds));
  agent.destroy();
  return { ...answer, busy, idle };
}

/** Asks again and again until `work` is done. */
async function longestPing(server, work) {
  const state = { isDone: false };
  const ending = work.finally(() => (state.isDone = true));
  let longest = 0;
  while (!state.isDone) {
    const before = performance.now();
    await send({ ...server, path: '/ping' });
    longest = Math.max(longest, performance.now() - before);
    await delay(1);
  }
  await ending;
  return longest;
}

function send({ port, agent, path, body }) {
  return new Promise((resolve, reject) => {
    const options = {
      port,
      agent,
      path,
      host: '127.0.0.1',
      method: body ? 'POST' : 'GET',
      headers: body ? { 'Content-Type': 'application/json' } : {},
    };
    const sent = request(options, (response) => {
      response.resume().once('end', () => resolve(response));
      if (response.statusCode !== 200)
        reject(new Error(`${path} was answered ${response.statusCode}`));
    });
    sent.once('error', reject).end(body);
  });
}
