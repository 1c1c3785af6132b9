//! Open jobs, as a section of the page of what they are about.

use crate::access;
use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use crate::console::visit::Visit;
use crate::console::words;
use crate::error::HubError;
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::Subject;

/// Jobs that a section shows.
const FEW: usize = 20;

/// The section with those of these jobs that are open and that the viewer may see.
pub(in crate::console) async fn open_jobs(
    visit: &Visit,
    p: &Page,
    jobs: Vec<Subject>,
    add: Option<(String, String)>,
) -> Result<Section, HubError> {
    let section = section(visit, p, jobs, true).await?;
    Ok(Section { title: p.t("kept-open-jobs"), empty: p.t("kept-no-open-jobs"), add, ..section })
}

/// The section with those of these jobs that the viewer may see, open or not.
pub(in crate::console) async fn all_jobs(visit: &Visit, p: &Page, jobs: Vec<Subject>) -> Result<Section, HubError> {
    section(visit, p, jobs, false).await
}

async fn section(visit: &Visit, p: &Page, jobs: Vec<Subject>, open: bool) -> Result<Section, HubError> {
    let ledger = &visit.hub().ledger;
    let (mut lines, more) = (Vec::new(), jobs.len() > FEW);
    for subject in jobs.into_iter().take(FEW) {
        if !access::may_see(ledger, &visit.viewer, &subject).await? {
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
        more: more.then(|| ("/jobs".to_owned(), p.t("kept-all"))),
        add: None,
        form: None,
    })
}
