// The console's only script: says that something changed, closes the filters on small screens. Everything works without it.
'use strict';

const live = document.body.dataset.live;
if (live) {
  const source = new EventSource(live);
  source.addEventListener('changed', () => {
    document.querySelector('.news').hidden = false;
    source.close();
  });
}

// Filters stand open where there is room for them.
if (matchMedia('(min-width: 60rem)').matches) {
  for (const details of document.querySelectorAll('[data-wide-open]')) details.open = true;
}
