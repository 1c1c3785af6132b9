//! The hub as a phone sees it: over plain HTTP, bad input included.

mod bad_input;
mod bench;
mod blobs;
mod blobs_at_once;
mod by_words;
mod checkpoint;
mod correct;
mod document_doubts;
mod extremes;
mod filing;
mod form_numbers;
pub(crate) mod growth;
mod http;
mod independent;
mod inspections;
mod issue_speed;
mod let_in;
mod limits;
mod months;
mod new_phone;
mod office;
pub(crate) mod older;
mod operation;
mod people;
pub(crate) mod phone;
mod processes;
mod push;
mod quiet;
pub(crate) mod replacement;
mod rescue;
mod returned;
mod rules;
mod sessions;
mod signatures;
mod start_speed;
mod turn;
mod upgrade;
mod walk;

use crate::testing::{Company, TestHub};

/// A hub with the small company.
async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    (hub, company)
}
