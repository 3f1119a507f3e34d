// npm run demo:editor: a copy of samples/ in a browser-served VS Code with the extension installed.
import { startServer } from './editor.mjs';
import { packageExtension } from '../../scripts/package-extension.mjs';

const server = await startServer({
  vsix: [await packageExtension()],
  port: Number(process.env.PORT ?? 0),
  idleSeconds: 0,
  samplesOnly: true,
  settings: { 'workbench.colorTheme': 'Default Dark Modern' },
});
console.log(`\nOpen ${server.url}/?folder=${server.folder}\n`);
console.log('The workspace is a copy; Ctrl+C ends the editor and removes it.');
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.removeAllListeners(signal);
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
