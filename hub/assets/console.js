// The console's only script: says that something changed, sends a form once, closes the filters on small screens. Everything works without it.
'use strict';

const { live, worker } = document.body.dataset;
if (live) {
  const tell = () => { document.querySelector('.news').hidden = false; };
  // What this page waits for: nothing while nobody looks at it, and nothing more once it was told.
  let told = false;
  const wanted = () => (told || document.hidden ? '' : live);
  let ask;
  if (window.SharedWorker) {
    const { port } = new SharedWorker(worker, { name: 'fettle-live' });
    port.addEventListener('message', () => { told = true; tell(); });
    port.start();
    ask = (about) => port.postMessage(about);
  } else {
    let source = null;
    ask = (about) => {
      source?.close();
      source = about ? new EventSource(`/live?about=${encodeURIComponent(about)}`) : null;
      source?.addEventListener('changed', () => { told = true; tell(); ask(''); });
      source?.addEventListener('over', () => ask(''));
    };
  }
  document.addEventListener('visibilitychange', () => ask(wanted()));
  window.addEventListener('pagehide', () => ask(''));
  window.addEventListener('pageshow', () => ask(wanted()));
}

// A form is sent once; the hub answers a second time as the first, but nobody has to ask. Back from the answer it can be sent again.
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = 'yes';
});
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Filters stand open where there is room for them.
if (matchMedia('(min-width: 60rem)').matches) {
  for (const details of document.querySelectorAll('[data-wide-open]')) details.open = true;
}
