import { chromium } from 'playwright-core';
const base=process.argv[2], login=process.argv[3];
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
const jobs = process.argv.slice(4); // name=path:width:scheme:locale
const ctxs={};
for (const spec of jobs){ const [name,rest]=spec.split('='); const [path,w,scheme,locale]=rest.split(',');
 const key=scheme+locale;
 if(!ctxs[key]){ const c=await b.newContext({viewport:{width:1280,height:900},locale,colorScheme:scheme}); const p=await c.newPage();
  await p.goto(base+'/login'); if(login!=='-'){await p.fill('[name=login]',login); await p.fill('[name=password]','correct horse'); await p.click('button.primary');await p.waitForURL('**/jobs')} ctxs[key]=p;}
 const p=ctxs[key]; await p.setViewportSize({width:+w,height:900}); 
 let target=path; if(path==='JOB'){ await p.goto(base+'/jobs?'+(process.env.Q||'')); target=await p.locator('a.number').nth(+(process.env.N||0)).getAttribute('href'); }
 await p.goto(base+target); await p.waitForLoadState('load');
 if(process.env.OPEN) for (const d of await p.locator('details').all()) await d.evaluate(e=>e.open=true);
 const over=await p.evaluate(()=>document.documentElement.scrollWidth-document.documentElement.clientWidth);
 await p.screenshot({path:'/tmp/shots/'+name+'.png',fullPage:process.env.FULL!=='0'}); console.log(name,target,'overflow',over);
}
await b.close();
