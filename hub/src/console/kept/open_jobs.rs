//! Jobs of a thing, as a section of its page: the newest of them, and where all of them are listed, open and closed.

use crate::access;
use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::HubError;
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::Subject;

/// Jobs that a section shows.
const FEW: usize = 20;

/// The list of all jobs of a thing.
pub(in crate::console) fn jobs_of(thing: &Subject) -> String {
    // A machine is `equipment` in the address as on record.
    format!("/jobs?{}={}", thing.kind(), thing.id())
}

/// The section with those of these jobs of `thing` that are open and that the viewer may see.
pub(in crate::console) async fn open_jobs(
    auth: &AuthContext,
    p: &Page,
    thing: &Subject,
    jobs: Vec<Subject>,
) -> Result<Section, HubError> {
    let section = section(auth, p, thing, jobs, true).await?;
    Ok(Section { title: p.t("kept-open-jobs"), empty: p.t("kept-no-open-jobs"), ..section })
}

/// The section with those of these jobs of `thing` that the viewer may see, open or not.
pub(in crate::console) async fn all_jobs(
    auth: &AuthContext,
    p: &Page,
    thing: &Subject,
    jobs: Vec<Subject>,
) -> Result<Section, HubError> {
    section(auth, p, thing, jobs, false).await
}

async fn section(
    auth: &AuthContext,
    p: &Page,
    thing: &Subject,
    jobs: Vec<Subject>,
    open: bool,
) -> Result<Section, HubError> {
    let ledger = &auth.hub().ledger;
    let mut lines = Vec::new();
    for subject in jobs.into_iter().take(FEW) {
        if !access::may_see(ledger, &auth.viewer, &subject).await? {
            continue;
        }
        let Some(job) = ledger.get::<Job>(subject.id()).await?.map(|job| job.state) else { continue };
        if open && !job.is_open() {
            continue;
        }
        let symptom = job.report.as_ref().map_or("", |report| report.what.symptom.as_str());
        lines.push(Line {
            text: job.number().to_owned(),
            below: words::short(symptom),
            address: format!("/jobs/{}", subject.id()),
            chip: (p.code("job-status-", job.status().code()), if job.is_open() { "active" } else { "" }),
            ..Line::default()
        });
    }
    Ok(Section {
        title: p.t("console-jobs"),
        lines,
        empty: p.t("kept-none"),
        more: Some((jobs_of(thing), p.t("kept-all-jobs"))),
        add: None,
        form: None,
    })
}
