//! The jobs that a filter lists, with everything that may be said of each.

use super::filter::Filter;
use super::row::{self, OF_THE_JOB, Row};
use crate::access::Viewer;
use crate::console::kit::{Column, Item, Items, Source};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{JobListed, Key};
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Folded, Subject};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// They.
pub(super) struct Listing {
    hub: Arc<Hub>,
    viewer: Viewer,
    p: Page,
    filter: Filter,
    /// Whether a column says what only the jobs themselves do.
    whole: bool,
}

/// All that there is, in this order.
fn columns(p: &Page) -> Vec<Column> {
    let of = |name| Column::of(p, name);
    vec![
        of("console-job").classed("what"),
        of("console-emergency").under("console-job"),
        of("console-attention").under("console-job"),
        of("console-symptom").under("console-job"),
        of("console-status").classed("status").standing_by("status"),
        of("console-level").classed("level").standing_by("level"),
        of("console-kind").on_request(),
        of("console-site").standing_by("site"),
        of("sites-field-customer").under("console-site"),
        of("console-centre").on_request(),
        of("console-equipment").on_request(),
        of("console-engineer"),
        of("console-reported").classed("when").standing_by("oldest"),
        of("jobs-due-answered").classed("when").on_request(),
        of("jobs-due-on-site").classed("when").on_request(),
        of("jobs-due-restored").classed("when").on_request(),
        of("console-promise").standing_by("due"),
        of("jobs-late").under("console-promise"),
        of("jobs-changed").classed("when").on_request(),
    ]
}

impl Listing {
    /// Of what the visitor may see.
    pub(super) fn of(auth: &AuthContext, p: &Page, filter: Filter) -> Self {
        let (hub, viewer) = (Arc::clone(auth.hub()), auth.viewer.clone());
        Self { hub, viewer, p: p.clone(), filter, whole: true }
    }
    /// The jobs themselves, where a column asks for them.
    async fn whole(&self, rows: &[JobListed]) -> Result<HashMap<Uuid, Folded<Job>>, HubError> {
        if !self.whole {
            return Ok(HashMap::new());
        }
        let jobs = self.hub.ledger.several::<Job>(rows.iter().map(|job| job.id.uuid()).collect()).await?;
        Ok(jobs.into_iter().collect())
    }
}

impl Source for Listing {
    fn columns(&self, p: &Page) -> Vec<Column> {
        columns(p)
    }
    fn show(&mut self, columns: &[&'static str]) {
        self.whole = columns.iter().any(|column| OF_THE_JOB.contains(column));
    }
    fn stands_by(&self) -> Option<(&'static str, bool)> {
        Some(self.filter.order().0)
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let ledger = &self.hub.ledger;
        let asks = self.filter.asks(&self.viewer.reach, self.p.lang);
        // A place that is none, or one in another order, is the beginning.
        let after = after.and_then(|key| key.parse::<Key>().ok()).filter(|key| asks.goes_on_from(key));
        let found = ledger.jobs(&asks, after.as_ref(), most).await?;
        let whole = self.whole(&found.rows).await?;
        let machines = whole.values().flat_map(|job| job.state.equipment()).map(Subject::from);
        let named = found.rows.iter().flat_map(row::named).chain(machines);
        let names = Names::of(ledger, self.p.lang, named.collect()).await?;
        let now = time(self.hub.clock.now_ms());
        let columns: Vec<&'static str> = columns(&self.p).iter().map(|column| column.name).collect();
        let item = |job: &JobListed| {
            let row = Row::of(&self.p, &names, now, job, whole.get(&job.id.uuid()));
            Item {
                key: job.key(asks.sort, self.p.lang).to_string(),
                address: row.address(),
                cells: columns.iter().map(|column| row.cell(column)).collect(),
            }
        };
        Ok(Items { items: found.rows.iter().map(item).collect(), cut: found.cut })
    }
}
