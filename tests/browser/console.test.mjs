// The console in a real browser, on a real hub with the sample company: sign in, report, filter, open, enrol; at desk and phone width,
// with nothing that has to be scrolled sideways.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withPage } from './lib/browser.mjs';
import { PASSWORD, fits, signIn as signInAt, startHub, watch } from './lib/hub.mjs';

let hub, address;

before(async () => {
  hub = await startHub(['lin', 'admin']);
  address = hub.address;
});

after(() => hub.stop());

const signIn = (page, login) => signInAt(page, address, login);

for (const width of [1280, 360]) {
  test(`a call is reported, found and opened at ${width} px`, async () => {
    await withPage({ width, locale: 'en' }, async (page) => {
      const errors = watch(page);
      await signIn(page, 'lin');
      await fits(page);
      await page.click('a.button.primary');
      await page.selectOption('[name=site]', { index: 1 });
      await page.click('main button.primary');
      await fits(page);
      const symptom = `No picture at ${width}`;
      await page.fill('[name=caller]', 'Station head Liu');
      await page.fill('[name=symptom]', symptom);
      await page.click('main button.primary');
      await page.waitForURL(/\/jobs\/[0-9a-f-]{36}\?done=1/);
      assert.equal(await page.textContent('h1'), symptom);
      await fits(page);

      // A refusal is said in words, and what was typed stays.
      await page.click('summary:text-is("Cancel the job")');
      await page.click('button:text-is("Cancel the job")');
      assert.equal(await page.textContent('[role=alert]'), 'Please give a reason.');
      await page.click('summary:text-is("Dispatch")');
      await page.check('[name=to] >> nth=0');
      // Who is found by typing stands there ticked, and the field is free for the next one.
      const name = (await page.locator('label.tick:has([name=to])').last().textContent()).split(' · ')[0];
      const more = page.locator('[name=to_more]');
      await more.pressSequentially(name);
      await page.waitForFunction(() => document.querySelector('[name=to_more]').list.options.length > 0);
      assert.equal(await more.inputValue(), name);
      await more.fill(await more.evaluate((input) => input.list.options[0].value));
      await more.press('Tab');
      assert.equal(await more.inputValue(), '');
      assert.ok(await page.locator('[name=to]:checked').count() >= 1);
      await fits(page);
      await page.click('button:text-is("Dispatch")');
      await page.waitForSelector('.timeline >> text=Assigned');
      await fits(page);

      await page.goto(`${address}/jobs`);
      if (width < 960) await page.click('.filters summary');
      await page.fill('.filters [name=q]', symptom);
      await page.selectOption('[name=status]', 'assigned');
      await page.click('.filters button');
      assert.equal(await page.locator('.jobs tbody tr').count(), 1);
      await fits(page);
      // The same with every column: cards where there is no room for a table, one line of a card for each of them.
      await page.click('details.choose summary');
      for (const box of await page.locator('details.choose [name=column]').all()) await box.check();
      await page.click('details.choose button');
      await page.waitForURL(/column=jobs-changed/);
      assert.ok(await page.locator('.jobs tbody td[data-name="Last change"]').isVisible());
      await fits(page);
      await page.click('.jobs td.what a');
      assert.equal(await page.textContent('h1'), symptom);
      assert.deepEqual(errors.filter((text) => !text.includes('422')), []);
    });
  });

  test(`a phone is enrolled by its QR code, and every page fits, at ${width} px`, async () => {
    await withPage({ width, locale: 'zh-CN', colorScheme: 'dark' }, async (page) => {
      const errors = watch(page);
      await signIn(page, 'admin');
      for (const path of ['/stock', '/stock/short', '/stock/places', '/cards', '/cards/new', '/places', '/places/new', '/figures', '/quarantine', '/devices', '/devices/enrol', '/audit', '/backup', '/people', '/people/new', '/account', `/verify/${'ab'.repeat(32)}`]) {
        await page.goto(address + path);
        await fits(page);
      }
      // A number as long as may be, with no gap to break it at.
      const long = String(width).padEnd(80, 'W');
      await page.goto(`${address}/cards/new`);
      await page.fill('[name=number]', long);
      await page.fill('[name=name_zh]', long);
      await page.click('main button.primary');
      await page.waitForURL(/\/cards\/[0-9a-f-]{36}/);
      await fits(page);
      for (const path of ['/cards', `/search?q=${long}`]) {
        await page.goto(address + path);
        await fits(page);
      }
      await page.goto(`${address}/people`);
      await page.click('main td a >> nth=1');
      await page.waitForSelector('form[action="/devices/enrol"]');
      await fits(page);
      await page.goto(`${address}/devices`);
      await page.click('.head a.button.primary');
      await page.fill('[name=person]', '陈工');
      await page.fill('form[action="/devices/enrol"] [name=own_password]', PASSWORD);
      await page.click('main button.primary');
      assert.match(await page.textContent('.secret'), /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      const code = await page.locator('.qr svg').boundingBox();
      assert.ok(code.width >= 200 && code.width === code.height, JSON.stringify(code));
      await fits(page);
      assert.deepEqual(errors.filter((text) => !text.includes('404')), []);
    });
  });
}

test('a record is offered while somebody types, and the one that was picked is the one meant', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'admin');
    await page.goto(`${address}/equipment/new`);
    await page.locator('[name=site]').pressSequentially('police station');
    const offered = page.locator('#' + (await page.getAttribute('[name=site]', 'list')) + ' option');
    await offered.nth(3).waitFor({ state: 'attached' });
    const picked = await offered.nth(3).getAttribute('value');
    await page.fill('[name=site]', picked);
    await page.fill('[name=name_en]', 'A camera of the browser test');
    await page.fill('[name=pn]', 'BT-1');
    await page.click('main button.primary');
    await page.waitForURL(/\/equipment\/[0-9a-f-]{36}/);
    assert.ok((await page.textContent('.facts')).includes(picked.split(' · ')[0]), picked);
    assert.deepEqual(errors, []);
  });
});

for (const width of [1280, 360]) {
  test(`machines are ticked, one by its key and all of a page at once, and looked at before an act at ${width} px`, async () => {
    await withPage({ width, locale: 'en' }, async (page) => {
      const errors = watch(page);
      await signIn(page, 'lin');
      await page.goto(`${address}/equipment`);
      await fits(page);
      const ticked = () => page.locator('td.pick input:checked').count();
      const all = page.locator('#bulk [data-ticks-all]');
      await all.check();
      assert.equal(await ticked(), await page.locator('td.pick input').count());
      await all.uncheck();
      assert.equal(await ticked(), 0);
      await page.locator('h1').click();
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      assert.equal(await ticked(), 1);
      assert.equal(await all.evaluate((box) => box.indeterminate), true);
      await page.keyboard.press('a');
      assert.equal(await page.evaluate(() => document.activeElement.name), 'act');
      await page.selectOption('#bulk [name=act]', 'machine_retire');
      await page.click('#bulk button:text-is("Go on")');
      await page.fill('[name=reason]', 'worn out');
      await fits(page);
      await page.click('main form button.danger');
      assert.equal(await page.textContent('h1'), 'Take out of use: 1');
      await fits(page);
      assert.deepEqual(errors, []);
    });
  });
}

test('a view is saved and found again by the keyboard alone, and so is a record', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    await page.goto(`${address}/customers?q=station`);
    await page.click('.views a.keep');
    await page.fill('[name=name]', 'Stations of the browser test');
    await page.click('main button.primary');
    await page.waitForURL('**/customers?q=station');
    assert.equal(await page.textContent('.views [aria-current]'), 'Stations of the browser test');
    await fits(page);

    await page.goto(`${address}/jobs`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('of the browser');
    await page.waitForSelector('.palette li[aria-selected=true] >> text=Stations of the browser test');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/customers?q=station');

    // Sections of this page stand first; the arrows choose, Escape closes.
    await page.keyboard.press('Control+k');
    await page.waitForSelector('.palette li');
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('.palette'), false);
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.closest('form')?.className), 'find');
    await page.keyboard.press('Escape');
    // A key that comes at once, before the browser took the focus from the closed field, is for the page too.
    await page.keyboard.press('Control+k');
    const focused = await page.evaluate(() => {
      const palette = document.querySelector('.palette');
      palette.close();
      palette.querySelector('input').dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
      return document.activeElement.closest('form')?.className;
    });
    assert.equal(focused, 'find');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('police station');
    await page.waitForSelector('.palette li >> text=Sites');
    await page.keyboard.press('ArrowUp');
    const last = await page.getAttribute('.palette li[aria-selected=true] a', 'href');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${last}`);
    assert.deepEqual(errors, []);
  });
});

test('what was typed and not sent is offered again, and gone once it was sent or its person signed out', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    const form = `${address}/customers/new`;
    const kept = page.locator('.note.draft');
    await page.goto(form);
    assert.equal(await kept.count(), 0);
    await page.fill('[name=name_en]', 'Half a customer');
    await page.goto(`${address}/jobs`);
    await page.goto(form);
    assert.equal(await page.inputValue('[name=name_en]'), '');
    await page.click('.note.draft button >> nth=0');
    assert.equal(await page.inputValue('[name=name_en]'), 'Half a customer');
    assert.equal(await kept.count(), 0);
    // A line that was cut while it was sent: nothing is lost.
    await page.route(form, (route) => route.abort());
    await page.click('main button.primary');
    await page.unroute(form);
    await page.goto(form);
    await page.click('.note.draft button >> nth=0');
    await page.fill('[name=name_zh]', '浏览器测试');
    await page.click('main button.primary');
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}\?done=1/);
    await page.goto(form);
    assert.equal(await kept.count(), 0, 'it was sent');
    await page.fill('[name=name_en]', 'Not for the next person');
    await page.click('form[action="/logout"] button');
    await page.waitForURL('**/login');
    await signIn(page, 'lin');
    await page.goto(form);
    assert.equal(await kept.count(), 0, 'signed out');
    assert.deepEqual(errors.filter((text) => !text.includes('ERR_FAILED')), []);
  });
});

test('where somebody types, an open page says that something changed', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    await signIn(page, 'lin');
    assert.equal(await page.isVisible('.news'), false);
    await page.fill('.filters [name=q]', 'half a word');
    const other = await page.context().newPage();
    await other.goto(`${address}/jobs/new`);
    await other.selectOption('[name=site]', { index: 2 });
    await other.click('main button.primary');
    await other.fill('[name=caller]', 'Operator');
    await other.fill('[name=symptom]', 'Power supply hums');
    await other.click('main button.primary');
    await page.waitForSelector('.news:not([hidden])');
    assert.equal(await page.inputValue('.filters [name=q]'), 'half a word');
    assert.equal(await page.isVisible('text=Power supply hums'), false);
    await page.click('.news a');
    await page.waitForSelector('text=Power supply hums');
  });
});

test('two people at one record see each other while both look at it', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    await page.goto(`${address}/customers`);
    await page.click('table.list tbody a >> nth=0');
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
    assert.equal(await page.isVisible('.others'), false);
    const record = page.url();
    await withPage({ locale: 'en' }, async (other) => {
      await signIn(other, 'admin');
      await other.goto(record);
      await page.waitForSelector('.others:not([hidden])');
      await other.waitForSelector('.others:not([hidden])');
      assert.match(await page.textContent('.others'), /^Also open at this moment: ./);
      // A form about it counts, and what the other one records is told there too.
      await other.goto(`${record}/change`);
      await page.waitForSelector('.others:not([hidden])');
      await page.goto(`${record}/change`);
      await page.fill('[name=notes]', 'Asks for Chen');
      await page.click('main button.primary');
      await page.waitForURL(/done=1/);
      await other.waitForFunction(() => document.querySelector('[name=notes]').value === 'Asks for Chen');
    });
    await page.waitForSelector('.others', { state: 'hidden' });
    assert.deepEqual(errors, []);
  });
});

test('eight tabs share one line: every one of them opens, goes on, and hears news', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    await signIn(page, 'lin');
    const tabs = [page];
    for (let n = 1; n < 8; n += 1) {
      const tab = await page.context().newPage();
      await tab.goto(`${address}/jobs`, { timeout: 10_000 });
      tabs.push(tab);
    }
    // Long enough for every tab to have its line, if each had one: a browser has six connections to a host.
    await page.waitForTimeout(1_000);
    const ninth = await page.context().newPage();
    await ninth.goto(`${address}/account`, { timeout: 10_000 });
    await tabs[0].reload({ timeout: 10_000 });
    await ninth.goto(`${address}/jobs/new`, { timeout: 10_000 });
    await ninth.selectOption('[name=site]', { index: 2 });
    await ninth.click('main button.primary');
    await ninth.fill('[name=caller]', 'Operator');
    await ninth.fill('[name=symptom]', 'Eight tabs are open');
    await ninth.click('main button.primary');
    for (const tab of tabs) await tab.waitForSelector('text=Eight tabs are open', { timeout: 10_000 });
  });
});

test('a form whose session ended is sent after the sign-in, with what was typed', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    const errors = watch(page);
    await signIn(page, 'lin');
    await page.goto(`${address}/jobs/new`);
    await page.selectOption('[name=site]', { index: 1 });
    await page.click('main button.primary');
    await page.fill('[name=caller]', 'Station head Liu');
    await page.fill('[name=symptom]', 'Typed before the session ended');
    const other = await page.context().newPage();
    await other.goto(`${address}/jobs`);
    await other.click('form[action="/logout"] button');
    await other.waitForURL('**/login');
    await page.click('main button.primary');
    await page.fill('[name=login]', 'lin');
    await page.fill('[name=password]', PASSWORD);
    await page.press('[name=password]', 'Enter');
    await page.waitForSelector('text=Typed before the session ended');
    await page.click('main button.primary');
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}\?done=1/);
    assert.equal(await page.textContent('h1'), 'Typed before the session ended');
    assert.deepEqual(errors.filter((text) => !text.includes('401')), []);
  });
});

test('the language is kept, and the keyboard alone is enough to sign in', async () => {
  await withPage({ locale: 'en' }, async (page) => {
    await page.goto(`${address}/login`);
    await page.click('.me button');
    await page.waitForSelector('html[lang=zh-CN]');
    await page.focus('[name=login]');
    await page.keyboard.type('lin');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs');
    assert.match(await page.textContent('h1'), /工单/);
  });
});
