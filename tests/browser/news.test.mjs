// News in place and the keys, in a real browser on a real hub: a list and a record take over what somebody else records, with scroll, focus and open
// parts as they were; nothing moves under who types; and a list is worked without the mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withPage } from './lib/browser.mjs';
import { fits, signIn as signInAt, startHub, watch } from './lib/hub.mjs';

let hub, address;

before(async () => {
  hub = await startHub(['lin', 'admin']);
  address = hub.address;
});

after(() => hub.stop());

const signIn = (page, login) => signInAt(page, address, login);

/** Somebody else enters a customer. */
async function enter(page, name) {
  await page.goto(`${address}/customers/new`);
  await page.fill('[name=name_zh]', name);
  await page.fill('[name=name_en]', name);
  await page.click('main button.primary');
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}\?done=1/);
  return page.url().split('?')[0];
}

test('a list shows what somebody else enters, with focus, scroll and open parts as they were', async () => {
  await withPage({ locale: 'en', height: 420 }, async (page) => {
    const errors = watch(page);
    await withPage({ locale: 'en' }, async (other) => {
      await signIn(other, 'admin');
      const first = await enter(other, 'AAA beside the road');
      await signIn(page, 'lin');
      await page.goto(`${address}/customers`);
      await page.click('details.choose summary');
      await page.focus(`tr[id="${new URL(first).pathname}"] a`);
      await page.evaluate(() => window.scrollTo(0, 120));
      const scroll = await page.evaluate(() => window.scrollY);
      await enter(other, 'ZZZ behind the hill');
      await enter(other, 'AAA at the very beginning');
      await page.waitForSelector('table.list >> text=AAA at the very beginning');
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), new URL(first).pathname);
      assert.equal(await page.getAttribute('details.choose', 'open'), '');
      assert.equal(await page.isVisible('.news'), false);
      // The browser may keep what is looked at in its place where a line came above it: it does not jump.
      const moved = Math.abs((await page.evaluate(() => window.scrollY)) - scroll);
      assert.ok(moved < 120, `${moved} px`);
      await fits(page);

      // It goes on: what is shown now is what the next news is compared with.
      await page.goto(first);
      await other.goto(`${first}/change`);
      for (const notes of ['Asks for Chen', 'Asks for Wang']) {
        await other.fill('[name=notes]', notes);
        await other.click('main button.primary');
        await page.waitForSelector(`.facts >> text=${notes}`);
        await other.goto(`${first}/change`);
      }
    });
    assert.deepEqual(errors, []);
  });
});

test('the list of jobs takes over what the desk beside it reports, with its columns and its order', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    await page.goto(`${address}/jobs?status=open&sort=-level&column=jobs-changed`);
    await page.evaluate(() => { window.drawn = true; });
    const clerk = await page.context().newPage();
    await clerk.goto(`${address}/jobs/new`);
    await clerk.selectOption('[name=site]', { index: 1 });
    await clerk.click('main button.primary');
    await clerk.fill('[name=caller]', 'Operator');
    await clerk.fill('[name=symptom]', 'Shown in place');
    await clerk.click('main button.primary');
    await clerk.waitForURL(/\/jobs\/[0-9a-f-]{36}\?done=1/);
    const job = new URL(clerk.url()).pathname;
    await clerk.close();
    await page.bringToFront();
    await page.waitForSelector(`tr[id="${job}"]`);
    assert.equal(await page.evaluate(() => window.drawn), true, 'the page was not loaded again');
    assert.equal(await page.locator('.jobs thead th[scope=col]:not(.pick)').count(), 2);
    assert.deepEqual(errors, []);
  });
});

test('nothing moves under who types, and the form that was taken over sends what is shown', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await withPage({ locale: 'en' }, async (other) => {
      await signIn(other, 'admin');
      await signIn(page, 'lin');
      const record = await enter(other, 'Typed at');
      await page.goto(`${record}/change`);
      await page.fill('[name=code]', 'C-100');
      await other.goto(`${record}/change`);
      await other.fill('[name=notes]', 'From the other desk');
      await other.click('main button.primary');
      await page.waitForSelector('.news:not([hidden])');
      assert.equal(await page.inputValue('[name=code]'), 'C-100');
      assert.equal(await page.inputValue('[name=notes]'), '');
      // Typed back and left, it is free: the news comes in place, and the line goes.
      await page.fill('[name=code]', '');
      await page.click('h1');
      await page.waitForFunction(() => document.querySelector('[name=notes]').value === 'From the other desk');
      assert.equal(await page.isVisible('.news'), false);
      // A draft is kept of what is typed into the form as it is now.
      await page.fill('[name=code]', 'C-200');
      await page.goto(`${address}/jobs`);
      await page.goto(`${record}/change`);
      await page.click('.note.draft button >> nth=0');
      assert.equal(await page.inputValue('[name=code]'), 'C-200');
      await page.click('main button.primary');
      await page.waitForURL(/done=1/);
      await page.waitForSelector('.facts >> text=From the other desk');
      await page.waitForSelector('.facts >> text=C-200');
    });
    assert.deepEqual(errors, []);
  });
});

test('a list is worked by its keys, which are listed, and none is taken from who types', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    await page.goto(`${address}/sites?q=station`);
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('href'));
    const rows = await page.$$eval('table.list tbody tr a', (links) => links.map((link) => link.getAttribute('href')));
    assert.ok(rows.length > 2, `${rows.length} rows`);
    await page.keyboard.press('j');
    assert.equal(await focused(), rows[0]);
    await page.keyboard.press('j');
    assert.equal(await focused(), rows[1]);
    await page.keyboard.press('k');
    assert.equal(await focused(), rows[0]);

    // Where somebody types a letter is a letter.
    await page.keyboard.press('f');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    await page.keyboard.press('End');
    await page.keyboard.type('jn?');
    assert.equal(await page.inputValue('.filter-line [name=q]'), 'stationjn?');
    assert.equal(await page.isVisible('dl.keys'), false);
    await page.locator('h1').click();

    await page.keyboard.press('?');
    await page.waitForSelector('dl.keys >> text=Next line of the list');
    assert.ok((await page.locator('dl.keys kbd').count()) >= 10);
    await page.keyboard.press('j');
    assert.notEqual(await focused(), rows[0], 'a list of keys is no list of rows');
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('dl.keys'), false);

    await page.keyboard.press('s');
    await page.waitForURL(/\/views\/new\?of=/);
    await page.goto(`${address}/customers`);
    await page.keyboard.press('n');
    await page.waitForURL('**/customers/new');
    await page.goto(`${address}/sites?q=station`);
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL(`**${rows[0]}`);
    await page.keyboard.press('e');
    await page.waitForURL(/\/jobs\/new\?site=/, { waitUntil: 'commit' });
    assert.deepEqual(errors, []);
  });
});

test('the keys are listed in the language of the reader', async () => {
  await withPage({ locale: 'zh-CN', width: 360 }, async (page) => {
    await signIn(page, 'lin');
    await page.keyboard.press('?');
    await page.waitForSelector('dl.keys >> text=列表的下一行');
    await fits(page);
  });
});
