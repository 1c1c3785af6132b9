// What every page of the console has: sends a form once, closes the filters on small screens, offers records while somebody types. Everything works
// without it. What is done to the elements of a page is done again for those that news brought (`fettle:drawn`, news.js).
'use strict';

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

// A field that wants another record offers those that answer to what was typed so far. Which one was meant goes along; without this the hub asks.
const offering = new WeakSet();
function offer(input) {
  if (offering.has(input)) return;
  offering.add(input);
  const { form, name } = input;
  const list = document.createElement('datalist');
  list.id = `${input.id}-found`;
  input.after(list);
  input.setAttribute('list', list.id);
  const hidden = (part) => {
    const known = form.querySelector(`input[type=hidden][name="${name}_${part}"]`);
    if (known) return known;
    const made = Object.assign(document.createElement('input'), { type: 'hidden', name: `${name}_${part}` });
    form.append(made);
    return made;
  };
  let found = new Map();
  let wait;
  let asked = '';
  // Where several may be meant, each is a box that is ticked, and the field is free for the next one.
  const tick = (id, text) => {
    const { ticks } = input.dataset;
    let box = form.querySelector(`input[type=checkbox][name="${ticks}"][value="${id}"]`);
    if (!box) {
      box = Object.assign(document.createElement('input'), { type: 'checkbox', name: ticks, value: id });
      const label = Object.assign(document.createElement('label'), { className: 'tick' });
      label.append(box, text);
      input.closest('fieldset').querySelector('.ticks').append(label);
    }
    box.checked = true;
    input.value = '';
    asked = '';
    found = new Map();
    list.replaceChildren();
    box.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const choose = () => {
    const id = found.get(input.value);
    if (!id) return;
    if (input.dataset.ticks) {
      tick(id, input.value);
      return;
    }
    hidden('for').value = input.value;
    hidden('chosen').value = id;
  };
  // A whole name that somebody types may be the beginning of a longer one: of several, one is taken when it is picked from the list, or when the field is left.
  if (input.dataset.ticks) input.addEventListener('change', choose);
  input.addEventListener('input', ({ inputType }) => {
    if (!input.dataset.ticks || !inputType || inputType === 'insertReplacementText') choose();
    clearTimeout(wait);
    const typed = input.value.trim();
    if (!typed || found.has(input.value) || typed === asked) return;
    wait = setTimeout(async () => {
      asked = typed;
      const at = input.dataset.askedAt ?? `/lookup?kind=${input.dataset.find}`;
      const answer = await fetch(`${at}&q=${encodeURIComponent(typed)}`).catch(() => null);
      if (!answer?.ok || typed !== input.value.trim()) return;
      const hits = await answer.json().catch(() => []);
      const text = (hit) => [hit.name, hit.about].filter(Boolean).join(' · ');
      found = new Map(hits.map((hit) => [text(hit), hit.id]));
      list.replaceChildren(...[...found.keys()].map((value) => Object.assign(document.createElement('option'), { value })));
      if (!input.dataset.ticks) choose();
    }, 200);
  });
}
const offerAll = () => document.querySelectorAll('[data-find]').forEach(offer);
offerAll();
document.addEventListener('fettle:drawn', offerAll);

// Where items of a list are ticked, one box ticks all of the page. It has no name: it is not sent.
const tickers = new WeakSet();
function tickAll() {
  const bulk = document.getElementById('bulk');
  const all = bulk?.querySelector('[data-ticks-all]');
  if (!all) return;
  const boxes = () => [...bulk.elements].filter((box) => box.type === 'checkbox' && box !== all);
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.closest('label').hidden = false;
  show();
  if (tickers.has(all)) return;
  tickers.add(all);
  document.getElementById('main').addEventListener('change', ({ target }) => {
    if (target.form !== bulk || !all.isConnected) return;
    if (target === all) for (const box of boxes()) box.checked = all.checked;
    show();
  });
}
tickAll();
document.addEventListener('fettle:drawn', tickAll);
