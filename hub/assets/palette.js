// Goes anywhere by the keyboard: one field for sections, saved views and records. Which key opens it says the table of keys (keys.js). Everything here
// is reached without it too.
'use strict';

const pattern = document.getElementById('palette');
if (pattern) {
  const dialog = pattern.content.firstElementChild.cloneNode(true);
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  const none = dialog.querySelector('p');
  document.body.append(dialog);

  // What this page itself leads to: its sections, and what can be done here.
  const links = [...document.querySelectorAll('header nav a, nav.group a, .head a.button')];
  const own = links.map((link) => ({ name: link.textContent.trim(), about: '', address: link.getAttribute('href') }));
  let chosen = 0;
  let asked = 0;
  let wait;

  const items = () => [...list.children];
  const mark = (at) => {
    const all = items();
    chosen = all.length ? (at + all.length) % all.length : 0;
    all.forEach((item, n) => item.setAttribute('aria-selected', String(n === chosen)));
    all[chosen]?.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', all[chosen]?.id ?? '');
  };
  const show = (hits) => {
    const seen = new Set();
    const once = hits.filter(({ address }) => address && !seen.has(address) && seen.add(address));
    list.replaceChildren(...once.map(({ name, about, address }, n) => {
      const item = Object.assign(document.createElement('li'), { id: `palette-${n}`, role: 'option' });
      const link = Object.assign(document.createElement('a'), { href: address, textContent: name, tabIndex: -1 });
      item.append(link);
      if (about) item.append(Object.assign(document.createElement('span'), { className: 'quiet', textContent: about }));
      return item;
    }));
    none.hidden = once.length > 0;
    mark(0);
  };
  const ask = async () => {
    const typed = input.value.trim();
    const mine = ++asked;
    const near = own.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
    if (!typed) show(near);
    const answer = await fetch(`/palette?q=${encodeURIComponent(typed)}`).catch(() => null);
    const hits = answer?.ok ? await answer.json().catch(() => []) : [];
    // An answer that something newer was typed over says nothing any more.
    if (mine === asked) show([...near, ...hits]);
  };
  const open = () => {
    if (dialog.open) return;
    input.value = '';
    dialog.showModal();
    ask();
  };

  input.addEventListener('input', () => {
    clearTimeout(wait);
    wait = setTimeout(ask, 120);
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') mark(chosen + 1);
    else if (event.key === 'ArrowUp') mark(chosen - 1);
    else if (event.key === 'Enter') items()[chosen]?.querySelector('a').click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener('fettle:palette', open);
}
