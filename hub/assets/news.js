// Shows news in place: when what a page shows has changed and nobody is at it, the page fetches itself and takes over what differs, so that scroll,
// focus and open parts stay. Where something is typed, chosen or marked, one line says that there is news, until the page is free or loaded again.
'use strict';

(() => {
  const main = document.getElementById('main');
  const line = document.querySelector('.news');
  const others = document.querySelector('.others');
  const { worker, person } = document.body.dataset;
  /** Shortest and longest time between two looks, in milliseconds: news that is about something else on this page's subject makes it wait longer. */
  const SOON = 1_000;
  const LATE = 30_000;
  let pause = SOON;
  /** What this page shows, and up to where. */
  let about = document.body.dataset.live;
  /** Whether there is news that is not shown. */
  let waiting = false;
  let fetching = false;
  let resting = 0;

  const isField = (element) => element?.matches?.('input, textarea, select') && main.contains(element);
  const chosen = (select) => [...select.options].map((option) => option.selected);
  const drawn = (select) => {
    const said = [...select.options].map((option) => option.defaultSelected);
    // A list without a choice of its own shows its first line.
    if (!select.multiple && !said.includes(true) && said.length > 0) said[0] = true;
    return said;
  };
  const changed = (field) => {
    if (field.type === 'hidden' || field.type === 'submit' || field.type === 'button') return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.type === 'file') return field.files.length > 0;
    if (field.matches('select')) return String(chosen(field)) !== String(drawn(field));
    return field.value !== field.defaultValue;
  };
  /** Whether somebody is at something that must not move: a field, marked text, a refusal, a draft that is offered, a form that is on its way. */
  const inUse = () => {
    const marked = document.getSelection();
    return isField(document.activeElement)
      || (marked && !marked.isCollapsed && main.contains(marked.anchorNode))
      || main.querySelector('[role=alert], .note.draft, form[data-sent]') !== null
      || [...main.querySelectorAll('input, textarea, select')].some(changed);
  };

  const keep = {
    // What people opened, and what a script added to a field, the hub does not know of.
    beforeAttributeUpdated: (name, node, how) => !(how === 'remove' && ((name === 'open' && node.matches('details')) || name === 'list')),
    beforeNodeRemoved: (node) => node.nodeName !== 'DATALIST',
    beforeNodeMorphed: (node) => node !== others,
  };
  /** Takes over what differs. Whether people see a difference. */
  const show = (fresh) => {
    const next = fresh.getElementById('main');
    const other = next.textContent !== main.textContent;
    window.Idiomorph.morph(main, next.innerHTML, { morphStyle: 'innerHTML', callbacks: keep });
    document.title = fresh.title;
    about = fresh.body.dataset.live;
    document.dispatchEvent(new Event('fettle:drawn'));
    return other;
  };
  const look = async () => {
    if (!waiting || fetching || document.hidden) return;
    line.hidden = !inUse();
    if (!line.hidden) return;
    fetching = true;
    const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-Fettle-By-Itself': 'yes' } }).catch(() => null);
    const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => '') : '';
    fetching = false;
    const fresh = new DOMParser().parseFromString(text, 'text/html');
    const same = fresh.body.dataset.live && fresh.body.dataset.person === person && fresh.getElementById('main');
    // The sign-in, an error, another person, or somebody began to type meanwhile: the reader loads it again.
    if (!same || inUse()) {
      line.hidden = false;
      return;
    }
    waiting = false;
    pause = show(fresh) ? SOON : Math.min(pause * 2, LATE);
    clearTimeout(resting);
    resting = setTimeout(() => { resting = 0; ask(wanted()); }, pause);
  };

  // Nothing is asked while nobody looks at the page, while there is news already, and for a while after the last.
  const wanted = () => (waiting || resting || document.hidden ? '' : about);
  const told = () => {
    waiting = true;
    look();
  };
  const meet = ({ names }) => {
    others.hidden = !names;
    others.textContent = names ? `${others.dataset.text} ${names}` : '';
  };
  let ask;
  if (window.SharedWorker) {
    const { port } = new SharedWorker(worker, { name: 'fettle-live' });
    port.addEventListener('message', ({ data }) => (data === 'changed' ? told() : meet(data)));
    port.start();
    ask = (what) => port.postMessage(what);
  } else {
    let source = null;
    ask = (what) => {
      source?.close();
      source = what ? new EventSource(`/live?about=${encodeURIComponent(what)}`) : null;
      source?.addEventListener('changed', () => { ask(''); told(); });
      source?.addEventListener('others', ({ data }) => meet(JSON.parse(data)));
      source?.addEventListener('over', () => ask(''));
    };
  }
  document.addEventListener('visibilitychange', () => { ask(wanted()); look(); });
  window.addEventListener('pagehide', () => ask(''));
  window.addEventListener('pageshow', () => ask(wanted()));
  // Where somebody was at it, it is looked again when they leave the field.
  main.addEventListener('focusout', () => setTimeout(look));
})();
