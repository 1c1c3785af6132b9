// A real hub with the sample company, and what every test of its console does: sign in, look whether a page fits, gather what the console of the browser says.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HUB = process.env.FETTLE_HUB ?? fileURLToPath(new URL('../../../target/debug/fettle', import.meta.url));
const COMPANY = fileURLToPath(new URL('../../../hub/sample/company', import.meta.url));
export const PASSWORD = 'correct horse';

/** Starts a hub on a folder of its own, with passwords for these people: its address, and what stops it and removes the folder. */
export async function startHub(logins) {
  const data = mkdtempSync(join(tmpdir(), 'fettle-console-'));
  execFileSync(HUB, ['import', COMPANY, '--data', data]);
  for (const login of logins) execFileSync(HUB, ['passwd', login, '--data', data], { input: `${PASSWORD}\n` });
  const hub = spawn(HUB, ['serve', '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await new Promise((resolve, reject) => {
    hub.stdout.once('data', (line) => resolve(line.toString().trim()));
    hub.once('exit', (code) => reject(new Error(`the hub ended with ${code}`)));
  });
  const stop = async () => {
    hub.kill();
    await new Promise((resolve) => hub.once('exit', resolve));
    rmSync(data, { recursive: true, force: true });
  };
  return { address, stop };
}

/** Signs somebody in who opened the list of jobs. */
export async function signIn(page, address, login) {
  await page.goto(`${address}/jobs`);
  assert.match(page.url(), /\/login\?next=/);
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', PASSWORD);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL('**/jobs');
}

/** Nothing is wider than the window. */
export async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${page.url()} is ${over} px too wide`);
}

/** What the console of the browser says: errors of scripts, and what the content security policy refused. */
export function watch(page) {
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}
