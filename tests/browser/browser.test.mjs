// The tools themselves: Chromium starts, and Chinese is drawn by a font that has it (an empty box for each character would be
// as wide for every text, and no picture of the console would be worth looking at).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './lib/browser.mjs';

test('Chinese characters are drawn, not boxed', async () => {
  await withPage({ width: 360 }, async (page) => {
    await page.setContent('<meta charset="utf-8"><canvas id="c" width="80" height="40"></canvas>');
    const pictures = await page.evaluate(() => {
      const context = document.getElementById('c').getContext('2d', { willReadFrequently: true });
      const draw = (text) => {
        context.clearRect(0, 0, 80, 40);
        context.font = '32px sans-serif';
        context.fillText(text, 4, 32);
        return context.getImageData(0, 0, 80, 40).data.join();
      };
      // U+E123 is for private use: no font draws it, so it shows what a missing character looks like.
      return [draw('\ue123'), draw('修'), draw('签')];
    });
    assert.equal(new Set(pictures).size, 3);
  });
});
