// The console's only script: says that something changed, sends a form once, closes the filters on small screens. Everything works without it.
'use strict';

const live = document.body.dataset.live;
if (live) {
  const source = new EventSource(live);
  source.addEventListener('changed', () => {
    document.querySelector('.news').hidden = false;
    source.close();
  });
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
