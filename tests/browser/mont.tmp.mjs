import { chromium } from 'playwright-core'; import fs from 'fs';
const [out,w,...files]=process.argv.slice(2);
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
const p=await b.newPage({viewport:{width:+w,height:600}});
await p.setContent('<body style="margin:0;display:flex;gap:8px;background:#888;align-items:flex-start">'+files.map(f=>`<img style="max-height:1700px" src="data:image/png;base64,${fs.readFileSync('/tmp/shots/'+f+'.png').toString('base64')}">`).join(''));
await p.waitForTimeout(200); await p.screenshot({path:'/tmp/shots/'+out+'.png',fullPage:true}); await b.close();
