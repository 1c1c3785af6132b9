//! The pages that another version has too, on two hubs with the same jobs: one request at a time, so that the figures are those of the page and not of
//! what waits before it. The jobs come in by sync, which every version speaks; the company by the version's own import.

use crate::browser::signed_in;
use crate::figures::{Times, Told};
use crate::people::PASSWORD;
use crate::phone::{self, Phone, Site};
use crate::process::{Memory, Serving};
use crate::walk::{Walked, one_by_one};
use crate::{Outcome, pages, prepare};
use fettle_core::kernel::{PersonId, Subject};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Events of one push.
const AT_ONCE: usize = 1_000;
/// Who looks, of the sample company: the desk, the manager, the administrator. The first who may open a page does.
const LOOKING: [&str; 3] = ["lin", "zhou", "admin"];

/// What is compared.
pub struct Beside {
    /// The other version's hub, and this one's.
    pub other: PathBuf,
    pub here: PathBuf,
    /// Where both have their data, which is kept.
    pub folder: PathBuf,
    pub company: PathBuf,
    pub jobs: usize,
    pub rounds: usize,
}

/// One hub's figures.
struct Measured {
    walked: Walked,
    memory: Memory,
}

impl Beside {
    /// Measures both and says what came of it. `big` is what this version's hub with `big_jobs` did, one by one.
    pub async fn measured(&self, big: &Walked, big_jobs: usize) -> Outcome<Told> {
        let there = self.of("other", &self.other).await?;
        let here = self.of("here", &self.here).await?;
        let of =
            |walked: &Walked, page: &str| walked.times.get(page).cloned().map(|times| Times::of(times).percent(50));
        let shown = |ms: Option<f64>| ms.map_or_else(|| "–".to_owned(), |ms| format!("{ms:.1}"));
        let better = |there: f64, ms: Option<f64>| {
            ms.map_or_else(|| "–".to_owned(), |ms| format!("{:.1} x", there / ms.max(0.001)))
        };
        let row = |page: &'static pages::Page| {
            let before = of(&there.walked, page.name)?;
            let (same, more) = (of(&here.walked, page.name), of(big, page.name));
            let name = page.name.to_owned();
            Some(vec![name, shown(Some(before)), shown(same), better(before, same), shown(more), better(before, more)])
        };
        let rows: Vec<Vec<String>> = pages::older_hubs().filter_map(row).collect();
        let mut told = Told::default();
        told.line(format!(
            "Beside another version, both on SQLite with {} open jobs, put in by sync; one request at a time, the middle one of {}.",
            self.jobs, self.rounds
        ));
        let (there_jobs, big_head) = (format!("there, {} jobs: ms", self.jobs), format!("here, {big_jobs} jobs: ms"));
        let here_head = format!("here, {} jobs: ms", self.jobs);
        told.rows(&["page", &there_jobs, &here_head, "better by", &big_head, "better by"], rows);
        let count = there.walked.asked();
        told.line(format!("Memory after {count} pages: there {}, here {}.", there.memory, here.memory));
        Ok(told)
    }

    async fn of(&self, name: &str, binary: &Path) -> Outcome<Measured> {
        let folder = self.folder.join(format!("beside-{name}-{}", self.jobs));
        let (data, mark) = (folder.join("hub"), folder.join("filled"));
        if !mark.exists() {
            if data.exists() {
                return Err(format!("{} was not filled to the end: remove it", folder.display()).into());
            }
            std::fs::create_dir_all(&folder)?;
            self.fill(binary, &data).await?;
            std::fs::write(&mark, "")?;
        }
        let hub = Serving::start(binary, &data, &folder.join("hub.log")).await?;
        hub.quiet().await?;
        let pages: Vec<_> = pages::older_hubs().collect();
        let mut walkers = Vec::new();
        for login in LOOKING {
            walkers.push(prepare::walker(signed_in(&hub.address, login, PASSWORD).await?, &pages).await?);
        }
        let walked = one_by_one(&walkers, &pages, self.rounds).await?;
        Ok(Measured { walked, memory: hub.memory()? })
    }

    async fn fill(&self, binary: &Path, data: &Path) -> Outcome<()> {
        let company = self.company.to_string_lossy();
        run(binary, &["import", &company], data, "")?;
        for login in LOOKING {
            run(binary, &["passwd", login], data, PASSWORD)?;
        }
        let log = data.with_extension("filling.log");
        let hub = Serving::start(binary, data, &log).await?;
        let engineer = enrolled(binary, data, &hub, "chen").await?.person;
        let mut desk = enrolled(binary, data, &hub, "lin").await?;
        let sites = desk.sites().await?;
        if sites.is_empty() {
            return Err("the desk knows no site".into());
        }
        eprintln!("{} jobs go into {}", self.jobs, data.display());
        for first in (0..self.jobs).step_by(AT_ONCE / 2) {
            let numbers = first..(first + AT_ONCE / 2).min(self.jobs);
            let mut events = Vec::new();
            for n in numbers {
                events.extend(job(n, &sites[n % sites.len()], engineer)?);
            }
            desk.push(events).await?;
        }
        Ok(())
    }
}

/// A job as the desk reports and assigns it, in the form of version 1. It came in now, so that nothing of it falls due while it is measured.
fn job(n: usize, site: &Site, to: PersonId) -> Outcome<[(Subject, &'static str, Value); 2]> {
    let subject = Subject::new("job", phone::fresh()?);
    let report = json!({
        "number": format!("L-{n}"), "kind": "repair", "channel": "phone",
        "caller": { "name": "刘所", "title": "所长", "phone": "010-1" },
        "company": "示范区公安分局", "product": "PTZ", "symptom": "画面抖动", "at": chrono::Utc::now(),
        "centre": site.centre, "customer": site.customer, "site": site.id,
    });
    Ok([(subject.clone(), "reported", report), (subject, "assigned", json!({ "to": [to] }))])
}

async fn enrolled(binary: &Path, data: &Path, hub: &Serving, login: &str) -> Outcome<Phone> {
    let said = run(binary, &["enrol", "--person", login], data, "")?;
    let code = said.split(['?', '&']).find_map(|rest| rest.strip_prefix("c=")).ok_or("no code")?;
    let code: String = code.chars().take_while(|c| !c.is_whitespace() && *c != '&').collect();
    Phone::enrolled(&hub.address, &code).await
}

/// Runs a command of the hub's; what it said.
fn run(binary: &Path, words: &[&str], data: &Path, typed: &str) -> Outcome<String> {
    let mut command = Command::new(binary);
    command.args(words).arg("--data").arg(data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // What asks for nothing may have ended already.
    if let Some(mut stdin) = child.stdin.take().filter(|_| !typed.is_empty()) {
        writeln!(stdin, "{typed}")?;
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}
