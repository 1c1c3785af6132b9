// What was typed into a form and not sent yet is kept in this tab, and offered when the form is opened again: after a slip of the mouse, a reload, a
// browser that was closed by its computer. Passwords and files are never kept; signing out, or somebody else, clears all of it.
'use strict';

(() => {
  const { person, draft, draftMoved, putBack, forget } = document.body.dataset;
  const PREFIX = 'fettle-draft ';
  const OWNER = 'fettle-draft-owner';
  let store;
  try {
    store = window.sessionStorage;
    store.length;
  } catch {
    return; // A browser that keeps nothing.
  }
  const clear = () => {
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
  };
  document.querySelector('form[action="/logout"]')?.addEventListener('submit', clear);
  if (!person) return;
  if (store.getItem(OWNER) !== person) clear();
  store.setItem(OWNER, person);

  const here = location.pathname;
  // What was sent from another page was answered, if it led here: by what came of it.
  for (const key of Object.keys(store)) {
    if (!key.startsWith(PREFIX)) continue;
    try {
      const { page, sent } = JSON.parse(store.getItem(key));
      if (sent && page !== here) store.removeItem(key);
    } catch {
      store.removeItem(key);
    }
  }

  const typed = (field) => field.name && !['hidden', 'submit', 'button'].includes(field.type);
  const fields = (form) => [...form.elements].filter(typed);
  const ticks = (field) => field.type === 'checkbox' || field.type === 'radio';
  const value = (field) => (ticks(field) ? String(field.checked) : field.value);
  const name = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);
  // By name, and by order where several have one.
  const values = (form) => {
    const all = {};
    for (const field of fields(form)) (all[name(field)] ??= []).push(value(field));
    return all;
  };
  // What somebody typed, of what a form held when it was shown.
  const changes = (now, shown) => Object.keys(now).filter((key) => String(now[key]) !== String(shown[key] ?? ''));
  // Puts back what was typed; what says something else by now, because somebody changed it, stays and is told.
  const put = (form, kept) => {
    const now = values(form);
    const mine = new Set(changes(kept.values, kept.shown));
    const left = [];
    const seen = {};
    for (const field of fields(form)) {
      const key = name(field);
      const at = (seen[key] = (seen[key] ?? -1) + 1);
      const old = kept.values[key]?.[at];
      if (!mine.has(key) || old === undefined) continue;
      const moved = String(now[key]) !== String(kept.shown[key]) && !/^(date|time)/.test(field.type);
      if (moved && !ticks(field)) left.push(old);
      else if (ticks(field)) field.checked = old === 'true';
      else field.value = old;
    }
    return left.filter(Boolean);
  };

  // What each form held when it was shown; again when news was put in its place, which is only where nothing was typed.
  const held = new WeakMap();
  const watch = (form, n, forms) => {
    if (held.has(form)) {
      held.set(form, values(form));
      return;
    }
    if (fields(form).some(({ type }) => type === 'password' || type === 'file')) return;
    // Forms of a page are told apart by where they are sent, and by their order where several go to one place.
    const action = form.getAttribute('action');
    const before = forms.slice(0, n).filter((other) => other.getAttribute('action') === action).length;
    const key = `${PREFIX}${here} ${action} ${before}`;
    held.set(form, values(form));
    const shown = () => held.get(form);
    const keep = (sent) => {
      const now = values(form);
      if (changes(now, shown()).length > 0) store.setItem(key, JSON.stringify({ page: here, sent, values: now, shown: shown() }));
      else store.removeItem(key);
    };
    let known = null;
    try {
      known = JSON.parse(store.getItem(key));
    } catch { /* Not ours. */ }
    if (known && changes(known.values, shown()).some((name) => changes(known.values, known.shown).includes(name))) {
      const note = Object.assign(document.createElement('p'), { className: 'note draft' });
      note.setAttribute('role', 'status');
      const button = (text, act) => {
        const made = Object.assign(document.createElement('button'), { type: 'button', className: 'plain', textContent: text });
        made.addEventListener('click', act);
        return made;
      };
      const back = () => {
        const left = put(form, known);
        if (left.length > 0) note.replaceChildren(`${draftMoved} ${left.join(' · ')}`);
        else note.remove();
        form.dispatchEvent(new Event('input'));
      };
      const drop = () => {
        store.removeItem(key);
        note.remove();
      };
      note.append(draft, ' ', button(putBack, back), ' ', button(forget, drop));
      form.before(note);
      form.closest('details')?.setAttribute('open', '');
    } else if (known) {
      store.removeItem(key);
    }
    form.addEventListener('input', () => keep(false));
    form.addEventListener('change', () => keep(false));
    form.addEventListener('submit', () => keep(true));
  };
  const watchAll = () => [...document.forms].filter((form) => form.method === 'post' && fields(form).length > 0).forEach(watch);
  watchAll();
  document.addEventListener('fettle:drawn', watchAll);
})();
