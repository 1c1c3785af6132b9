//! The list of jobs as a file: exactly what is listed, in its order.

use super::filter::Filter;
use super::row::{self, Row};
use crate::access::Viewer;
use crate::console::kit::{Cell, Column, Item, Items, Source, file};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::visit::Visit;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{JobListed, Key};
use axum::response::Response;
use fettle_core::kernel::fold::time;
use std::sync::Arc;

/// The jobs that a filter lists.
struct Jobs {
    hub: Arc<Hub>,
    viewer: Viewer,
    p: Page,
    filter: Filter,
}

impl Source for Jobs {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let keys = [
            "console-job",
            "console-status",
            "console-level",
            "console-emergency",
            "sites-field-customer",
            "console-site",
            "console-symptom",
            "console-engineer",
            "console-reported",
            "console-promise",
            "jobs-late",
        ];
        keys.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let ledger = &self.hub.ledger;
        let after = after.and_then(|key| key.parse::<Key>().ok());
        let asks = self.filter.asks(&self.viewer.reach, self.p.lang);
        let found = ledger.jobs(&asks, after.as_ref(), most).await?;
        let names = Names::of(ledger, self.p.lang, found.rows.iter().flat_map(row::named).collect()).await?;
        let now = time(self.hub.clock.now_ms());
        let text = |text: String| Cell::Text(text);
        let item = |job: &JobListed| {
            let row = Row::of(&self.p, &names, now, job);
            let promise = row.promise.map(|promise| format!("{} · {} {}", promise.label, promise.text, promise.time));
            let emergency = if row.emergency { self.p.t("console-emergency") } else { String::new() };
            let level = row.level.map(|level| level.to_string());
            Item {
                key: job.key(asks.sort, self.p.lang).to_string(),
                address: row.address,
                cells: vec![
                    text(row.number),
                    text(row.status),
                    text(level.unwrap_or_default()),
                    text(emergency),
                    text(row.customer),
                    text(row.site),
                    text(job.symptom.clone()),
                    text(row.engineers),
                    text(row.reported),
                    text(promise.unwrap_or_default()),
                    text(row.told),
                ],
            }
        };
        Ok(Items { items: found.rows.iter().map(item).collect(), cut: found.cut })
    }
}

/// The file that the address asks for.
///
/// # Errors
/// As [`file`].
pub(super) async fn answer(visit: &Visit, p: Page, filter: Filter) -> Result<Response, Fault> {
    let form = filter.form.clone();
    let source = Jobs { hub: Arc::clone(visit.hub()), viewer: visit.viewer.clone(), p: p.clone(), filter };
    let columns = source.columns(&p);
    file(visit, "/jobs", &form, &columns, source).await
}
