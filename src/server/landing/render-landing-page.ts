import type { ModelSignature } from '../../core/model/signature.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { flavorNames, type SignaturePart, signatureParts } from '../../core/model/model-summary.ts';
import { type ExampleRequest, toCsvExample } from './example-request.ts';
import { formatJson } from './format-json.ts';
import { html, type SafeHtml, trusted } from './html.ts';
import script from './landing-page.js?raw';
import style from './landing-page.css?raw';
import { createSnippets, type Snippet } from './snippets.ts';

/** What the page shows. */
export interface LandingPage {
  readonly model: Pick<LocalModel, 'name' | 'uri' | 'mlmodel'>;
  /** The engine and, where it is known, why it was chosen. */
  readonly engine: string;
  readonly example: ExampleRequest;
  /** What the model says of itself, where no signature was saved. */
  readonly inferred?: ModelSignature | undefined;
  /** Where the page is, with a slash at the end. */
  readonly baseUrl: string;
  /** Whether the caller had to send a token. */
  readonly needsToken: boolean;
  readonly version: string;
  /** Lets the page's own style and script pass its content security policy. */
  readonly nonce: string;
}

/** The page for people: what is served, how to call it, and a form to try it. */
export function renderLandingPage(page: LandingPage): string {
  const { model } = page;
  const body = html`<header>
      <h1>${model.name}</h1>
      <p class="uri">${model.uri}</p>
      ${renderFacts(page)}
    </header>
    <main>${renderForm(page)}${renderSignature(page)}${renderSnippets(page)}</main>
    ${renderFooter(page)}`;
  return renderDocument({
    title: `${model.name} · mlinvoke`,
    nonce: page.nonce,
    baseUrl: page.baseUrl,
    body,
  });
}

/** The page for those who have not sent the token yet: it tells nothing about the model. */
export function renderSignInPage(nonce: string): string {
  const body = html`<header><h1>This server asks for a token</h1></header>
    <main>
      <section class="wide">
        <form id="sign-in">
          <label for="token">Token</label>
          <input id="token" type="password" autocomplete="current-password" required autofocus />
          <div class="actions">
            <button class="primary">Open</button>
            <span id="sign-in-message" role="status"></span>
          </div>
        </form>
        <noscript><p class="note">This page needs JavaScript.</p></noscript>
      </section>
    </main>`;
  return renderDocument({ title: 'mlinvoke', nonce, baseUrl: '', body });
}

interface DocumentParts {
  readonly title: string;
  readonly nonce: string;
  readonly baseUrl: string;
  readonly body: SafeHtml;
}

function renderDocument({ title, nonce, baseUrl, body }: DocumentParts): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${trusted(style)}
        </style>
        <script type="module" nonce="${nonce}">
          ${trusted(script)};
        </script>
      </head>
      <body data-base="${baseUrl}">
        ${body}
      </body>
    </html> `.text;
}

function renderFacts({ model, engine }: LandingPage): SafeHtml {
  const { mlflowVersion } = model.mlmodel;
  const facts: readonly (readonly [string, string])[] = [
    ['Engine', engine],
    ['Flavor', flavorNames(model.mlmodel).join(', ')],
    ...(mlflowVersion === undefined ? [] : [['Saved by', `MLflow ${mlflowVersion}`] as const]),
  ];
  const items = facts.map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
}

const origins: Readonly<Record<ExampleRequest['origin'], string>> = {
  example: 'The body is the input example that was logged with the model.',
  signature: 'The body was made up to fit the signature; put in values of your own.',
  inferred: 'The body was made up from what the model says of itself; put in values of your own.',
  none: 'There is no example to start from; put in data of your own.',
};

function renderForm(page: LandingPage): SafeHtml {
  const csv = toCsvExample(page.example);
  const text = formatJson(page.example.value, { width: 78 });
  const rows = Math.min(Math.max(text.split('\n').length + 1, 8), 24);
  const choices = html`<fieldset>
    <legend>Content type</legend>
    <label><input type="radio" name="type" value="application/json" checked /> JSON</label>
    <label><input type="radio" name="type" value="text/csv" /> CSV</label>
  </fieldset>`;
  const takesCsv = page.model.mlmodel.signature?.inputs?.kind !== 'tensors';
  return html`<section>
    <h2>Try it</h2>
    <form id="try" autocomplete="off">
      ${takesCsv ? choices : html`<input type="radio" name="type" value="application/json" checked hidden />`}
      <label for="body">Request body</label>
      <textarea id="body" rows="${rows}" spellcheck="false" data-csv="${csv}">${text}</textarea>
      <details ${page.needsToken ? trusted('open') : undefined}>
        <summary>Token</summary>
        <input
          id="token"
          type="password"
          autocomplete="off"
          aria-label="Token"
          placeholder="Sent as Authorization: Bearer …"
        />
      </details>
      <div class="actions">
        <button class="primary" id="send">Send</button>
        <span class="hint">Ctrl+Enter sends. ${origins[page.example.origin]}</span>
      </div>
    </form>
    <div class="reply" id="reply" role="status" hidden>
      <p class="status">
        <strong id="status"></strong><span id="time"></span><span id="timings"></span>
      </p>
      <p class="complaint" id="complaint" hidden></p>
      <pre tabindex="0" aria-label="Response body"><code id="answer"></code></pre>
    </div>
    <noscript><p class="note">The form needs JavaScript; the calls below do not.</p></noscript>
  </section>`;
}

const partTitles: Readonly<Record<SignaturePart['kind'], string>> = {
  inputs: 'Inputs',
  outputs: 'Outputs',
  params: 'Params',
};

function renderSignature({ model, inferred }: LandingPage): SafeHtml {
  const { signature } = model.mlmodel;
  const shown = signature?.inputs ? signature : { ...inferred, ...signature };
  const parts = signatureParts(shown).map(renderPart);
  const note = inferred
    ? html`<p class="note">
        No signature was saved. These columns were read from the model itself; requests are not
        checked against them.
      </p>`
    : html`<p class="note">No signature: requests are not checked.</p>`;
  return html`<section>
    <h2>Signature</h2>
    ${signature?.inputs ? undefined : note}${parts}
  </section>`;
}

function renderPart({ kind, rows }: SignaturePart): SafeHtml {
  const title = partTitles[kind];
  const lines = rows.map(
    ({ name, type }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${type}</td>
      </tr>`,
  );
  const count = rows.length > 8 ? ` (${rows.length})` : '';
  return html`<h3>${title}${count}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>`;
}

function renderSnippets({ baseUrl, example, needsToken }: LandingPage): SafeHtml {
  const snippets = createSnippets({
    url: `${baseUrl}invocations`,
    body: example.value,
    needsToken,
  });
  return html`<section class="wide">
    <h2>Call it</h2>
    <div class="tabs" role="tablist" aria-label="Shell or language" hidden>
      ${snippets.map(renderTab)}
    </div>
    ${snippets.map(renderSnippet)}
  </section>`;
}

function renderTab({ id, label }: Snippet): SafeHtml {
  return html`<button type="button" role="tab" id="tab-${id}" aria-controls="snippet-${id}">
    ${label}
  </button>`;
}

function renderSnippet({ id, text }: Snippet): SafeHtml {
  return html`<div class="snippet" role="tabpanel" id="snippet-${id}" aria-labelledby="tab-${id}">
    <pre tabindex="0"><code>${text}</code></pre>
    <button type="button" class="copy" hidden>Copy</button>
  </div>`;
}

function renderFooter({ model, version }: LandingPage): SafeHtml {
  const metadata = `v2/models/${encodeURIComponent(model.name)}`;
  return html`<footer>
    <nav aria-label="More">
      <a href="openapi.json">OpenAPI</a>
      <a href="${metadata}">Open Inference metadata</a>
      <a href="metrics">Metrics</a>
      <a href="health">Health</a>
      <span>mlinvoke ${version}</span>
    </nav>
  </footer>`;
}
