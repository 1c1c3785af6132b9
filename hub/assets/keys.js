// The keys of the console, by the table that the page brings (keys.rs): what each does, and the list of them. None is taken from who types. What a key
// does stands on the page too, marked `data-does`: a link or button is pressed, a form's first field or a field gets the focus.
'use strict';

(() => {
  const table = JSON.parse(document.body.dataset.keys ?? '{}');
  // What was typed into keeps the focus for a moment after its dialog has closed.
  const typing = (element) => element.closest?.('input, textarea, select, [contenteditable]') && !element.closest('dialog:not([open])');

  const rows = () => [...document.querySelectorAll('main table.list tbody tr')].filter((row) => row.querySelector('a[href]'));
  const here = () => document.activeElement?.closest?.('tr');
  const step = (by) => {
    const all = rows();
    if (all.length === 0) return false;
    const at = all.indexOf(here());
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[to].querySelector('a[href]').focus();
    all[to].scrollIntoView({ block: 'nearest' });
    return true;
  };
  const open = () => {
    const link = rows().includes(here()) ? here().querySelector('a[href]') : null;
    link?.click();
    return link !== null;
  };
  /** The box of the row is ticked, or not any more. */
  const tick = () => {
    const box = rows().includes(here()) ? here().querySelector('td.pick input') : null;
    box?.click();
    return box !== null;
  };
  const pattern = document.getElementById('keys');
  let dialog = null;
  const list = () => {
    if (!dialog) {
      dialog = pattern.content.firstElementChild.cloneNode(true);
      dialog.querySelector('button').addEventListener('click', () => dialog.close());
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
    return true;
  };
  const palette = () => {
    document.dispatchEvent(new Event('fettle:palette'));
    return true;
  };
  /** What the page itself shows is pressed. */
  const press = (what) => {
    const mark = document.querySelector(`[data-does="${what}"]`);
    if (!mark) return false;
    if (mark.matches('a, button')) {
      mark.click();
      return true;
    }
    mark.closest('details')?.setAttribute('open', '');
    const field = mark.matches('form') ? mark.querySelector('input:not([type=hidden]), select, textarea') : mark;
    field?.focus();
    return Boolean(field);
  };
  const own = { next: () => step(1), previous: () => step(-1), open, tick, keys: list, palette };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const held = event.ctrlKey || event.metaKey;
    const what = table[`${held ? 'ctrl+' : ''}${event.key?.toLowerCase()}`];
    if (!what || (!held && (typing(event.target) || document.querySelector('dialog[open]')))) return;
    if ((own[what] ?? (() => press(what)))()) event.preventDefault();
  });
})();
