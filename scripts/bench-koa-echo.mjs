// The least that a server of this kind can do: Koa, a JSON body read and parsed, a JSON answer.
import Koa from 'koa';
import getRawBody from 'raw-body';

const app = new Koa();
app.use(async (context) => {
  if (context.method === 'GET') return void (context.body = '');
  const body = JSON.parse((await getRawBody(context.req)).toString('utf8'));
  context.set('Content-Type', 'application/json');
  context.body = JSON.stringify({ predictions: [Object.keys(body).length] });
});
app.listen(Number(process.argv[2]), '127.0.0.1');
