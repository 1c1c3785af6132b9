// One live line for all pages of this browser, kept open by a worker that they share while at least one of them is looked at. A browser opens
// six connections to a host and no more: a line for each tab would leave none for the seventh page.
'use strict';

/** What each page that is looked at waits for, by its port. */
const waiting = new Map();
let source = null;
let open = '';
let planned = 0;

function line() {
  planned = 0;
  const abouts = [...new Set(waiting.values())].sort();
  const wanted = abouts.length ? `/live?${abouts.map((about) => `about=${encodeURIComponent(about)}`).join('&')}` : '';
  if (wanted === open && (!source || source.readyState !== EventSource.CLOSED)) return;
  source?.close();
  source = null;
  open = wanted;
  if (!wanted) return;
  source = new EventSource(wanted);
  source.addEventListener('changed', ({ data }) => {
    for (const [port, about] of waiting) {
      if (about !== data) continue;
      waiting.delete(port);
      port.postMessage('changed');
    }
    plan();
  });
  source.addEventListener('others', ({ data }) => {
    const { about: of, names } = JSON.parse(data);
    for (const [port, about] of waiting) if (about === of) port.postMessage({ names });
  });
  source.addEventListener('over', () => source?.close());
}

/** Several pages come and go at once when somebody turns from one to another. */
function plan() {
  planned ||= setTimeout(line, 100);
}

self.addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data }) => {
    if (data) waiting.set(port, data); else waiting.delete(port);
    plan();
  });
  port.start();
});
