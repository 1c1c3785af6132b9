//! The way of a change to another browser: one person judges a job, another has its page open.

use crate::browser::Browser;
use crate::{Outcome, html};
use reqwest::Response;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// Between two changes.
const PAUSE: Duration = Duration::from_millis(300);
/// Longer than this nobody waits for news.
const PATIENCE: Duration = Duration::from_secs(30);

/// From the sending of a change to its news in another browser, so often.
pub async fn of_changes(browsers: &[Browser], count: usize) -> Outcome<Vec<Duration>> {
    let (changer, listener, jobs) = pair(browsers).await?;
    let mut times = Vec::new();
    for job in jobs.iter().cycle().take(count) {
        times.push(one(changer, listener, job).await?);
        sleep(PAUSE).await;
    }
    Ok(times)
}

/// Who may judge, who may look, and the jobs about which that holds.
async fn pair(browsers: &[Browser]) -> Outcome<(&Browser, &Browser, Vec<String>)> {
    for changer in browsers {
        let jobs = html::ids(&changer.read("/jobs?status=open").await?.text(), "href=\"/jobs/");
        let Some(job) = jobs.first() else { continue };
        if html::hidden(&changer.read(&format!("/jobs/{job}")).await?.text(), &judge(job)).is_none() {
            continue;
        }
        for listener in browsers.iter().filter(|listener| listener.login != changer.login) {
            if listener.read(&format!("/jobs/{job}")).await?.status == 200 {
                return Ok((changer, listener, jobs));
            }
        }
    }
    Err("nobody may judge a job that another one sees".into())
}

fn judge(job: &str) -> String {
    format!("/jobs/{job}/judge")
}

async fn one(changer: &Browser, listener: &Browser, job: &str) -> Outcome<Duration> {
    let path = format!("/jobs/{job}");
    let about = html::attribute(&listener.read(&path).await?.text(), "data-live").ok_or("a page without news")?;
    // Its head comes when the hub listens for this browser.
    let line = listener.live(&about).await?;
    let mut fields = html::hidden(&changer.read(&path).await?.text(), &judge(job)).ok_or("no form to judge")?;
    fields.extend([("class", "hardware"), ("level", "3")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let told = tokio::spawn(told(line));
    let began = Instant::now();
    let status = changer.post(&judge(job), &fields).await?;
    if status != 303 {
        return Err(format!("{} as {}: {status}", judge(job), changer.login).into());
    }
    let at = timeout(PATIENCE, told).await.map_err(|_| format!("no news of {path}"))???;
    Ok(at.saturating_duration_since(began))
}

/// When the line says that the page has changed.
async fn told(mut line: Response) -> Outcome<Instant> {
    let mut heard = String::new();
    while let Some(piece) = line.chunk().await? {
        heard.push_str(&String::from_utf8_lossy(&piece));
        if heard.contains("event: changed") {
            return Ok(Instant::now());
        }
    }
    Err("the live line ended".into())
}
