// Runs in the browser: the form, the tabs, and signing in. Text goes into the page as text only.

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Lists and objects that fit into one line stay there; every token stays as the server wrote it. */
function indentJson(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let position = 0;
  const readValue = (indent) => {
    const token = tokens[position++];
    if (token !== '{' && token !== '[') return token;
    const close = token === '{' ? '}' : ']';
    const inner = `${indent}  `;
    const items = [];
    while (position < tokens.length && tokens[position] !== close) {
      let item = readValue(inner);
      if (tokens[position] === ':') {
        position += 1;
        item += `: ${readValue(inner)}`;
      }
      items.push(item);
      if (tokens[position] === ',') position += 1;
    }
    position += 1;
    const line = `${token}${items.join(', ')}${close}`;
    if (indent.length + line.length <= 78 && !line.includes('\n')) return line;
    const isFlat = token === '[' && !items.some((item) => /^[[{]/.test(item));
    const lines = isFlat ? fill(items, 78 - inner.length) : items;
    return `${token}\n${lines.map((each) => inner + each).join(',\n')}\n${indent}${close}`;
  };
  return readValue('');
}

/** As many values on each line as it holds. */
function fill(items, width) {
  const lines = [];
  for (const item of items) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + item.length + 3 <= width;
    if (fits) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines;
}

/** As it came where it is no JSON, or too much of it to be worth the wait. */
function prettyBody(text, contentType) {
  if (!contentType.startsWith('application/json') || text.length > 500_000) return text;
  try {
    JSON.parse(text);
    return indentJson(text);
  } catch {
    return text;
  }
}

/** The sentence of an error reply. */
function readComplaint(text) {
  try {
    return String(JSON.parse(text).message ?? '');
  } catch {
    return '';
  }
}

/** `parse;dur=0.1, predict;dur=2` as `parse 0.1 · predict 2 ms`. */
function describeTimings(header) {
  const parts = (header ?? '').split(',').flatMap((part) => {
    const [name, duration] = part.split(';dur=').map((piece) => piece.trim());
    return duration === undefined ? [] : [`${name} ${Number(duration).toFixed(2)}`];
  });
  return parts.length === 0 ? '' : `${parts.join(' · ')} ms`;
}

function authorization() {
  const token = find('#token')?.value.trim() ?? '';
  return token === '' ? {} : { Authorization: `Bearer ${token}` };
}

async function send() {
  const button = find('#send');
  button.disabled = true;
  const start = performance.now();
  try {
    const response = await fetch('invocations', {
      method: 'POST',
      headers: { 'Content-Type': find('[name=type]:checked').value, ...authorization() },
      body: find('#body').value,
    });
    const text = await response.text();
    show({
      isGood: response.ok,
      status: `${response.status} ${response.statusText}`,
      time: `${(performance.now() - start).toFixed(1)} ms`,
      timings: describeTimings(response.headers.get('Server-Timing')),
      text: prettyBody(text, response.headers.get('Content-Type') ?? ''),
      complaint: response.ok ? '' : readComplaint(text),
    });
  } catch (error) {
    show({
      isGood: false,
      status: 'No answer',
      time: '',
      timings: '',
      text: '',
      complaint: `${error.message}. Is the server still running?`,
    });
  }
  button.disabled = false;
}

function show({ isGood, status, time, timings, text, complaint }) {
  const label = find('#status');
  label.textContent = status;
  label.className = isGood ? 'good' : 'bad';
  find('#time').textContent = time;
  find('#timings').textContent = timings;
  find('#complaint').textContent = complaint;
  find('#complaint').hidden = complaint === '';
  find('#answer').textContent = text;
  find('#reply').hidden = false;
}

/** Each content type keeps what was typed for it. */
function connectForm(form) {
  const body = find('#body');
  const texts = { 'application/json': body.value, 'text/csv': body.dataset.csv ?? '' };
  let current = 'application/json';
  for (const choice of findAll('[name=type]')) {
    choice.addEventListener('change', () => {
      texts[current] = body.value;
      current = choice.value;
      body.value = texts[current];
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  body.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

/** Tabs by the ARIA pattern: arrow keys move, one tab stop. */
function connectTabs(list) {
  const tabs = findAll('[role=tab]', list);
  const select = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      find(`#${tab.getAttribute('aria-controls')}`).hidden = !isChosen;
    }
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => select(tab));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      select(next);
      next.focus();
      event.preventDefault();
    });
  }
  list.hidden = false;
  select(tabs[0]);
}

/** Behind a proxy the page knows its address better than the server does. */
function correctAddress() {
  const { base } = document.body.dataset;
  const actual = new URL('.', location.href).href;
  if (base === actual) return;
  for (const code of findAll('.snippet code')) {
    code.textContent = code.textContent.replaceAll(base, actual);
  }
}

function connectCopy(button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const code = find('code', button.parentElement);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(code); // the browser does not let us: the user can
      button.textContent = 'Selected';
    }
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
}

/** Asks for this page with the token, and takes it over without letting its scripts run. */
function connectSignIn(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const token = find('#token').value;
    const response = await fetch('.', { headers: { Accept: 'text/html', ...authorization() } });
    if (!response.ok) {
      find('#sign-in-message').textContent = 'The server does not take this token.';
      return;
    }
    // Its style is here already, and would be refused for its nonce.
    const text = (await response.text()).replace(/<style.*?<\/style>/s, '');
    const page = new DOMParser().parseFromString(text, 'text/html');
    document.title = page.title;
    document.body.replaceWith(page.body);
    connect();
    find('#token').value = token;
  });
}

function connect() {
  const form = find('#try');
  const signIn = find('#sign-in');
  if (form) connectForm(form);
  if (signIn) connectSignIn(signIn);
  findAll('[role=tablist]').forEach(connectTabs);
  findAll('.copy').forEach(connectCopy);
  correctAddress();
}

connect();
