//! Sheets that the customer answered to.

use super::joined;
use crate::console::page::Page;
use crate::console::words;
use chrono_tz::Tz;
use fettle_core::domain::jobs::{Job, SignedSheet};

/// One sheet.
pub(super) struct SheetView {
    /// Which revision.
    pub revision: u32,
    /// Signed, refused, absent.
    pub outcome: String,
    /// Whether the customer's hand is on it.
    pub by_hand: bool,
    /// Who, and when.
    pub about: String,
    /// Reason and witness of a refusal or an absence.
    pub reason: String,
    /// Its hash.
    pub hash: String,
    /// Whether it is the one that counts now.
    pub current: bool,
}

/// The sheets of a job, newest first.
pub(super) fn sheets(p: &Page, job: &Job, zone: Tz) -> Vec<SheetView> {
    let current = job.current_sheet().map(|sheet| sheet.hash);
    let view = |sheet: &SignedSheet| {
        let signature = &sheet.signed.signature;
        let when = words::minute(signature.signed_at, zone);
        let reason = signature.outcome.reason_and_witness();
        SheetView {
            revision: sheet.revision,
            outcome: p.code("papers-outcome-", signature.outcome.code()),
            by_hand: sheet.by_hand(),
            about: joined([signature.name.as_str(), &signature.title, &when]),
            reason: reason.map_or_else(String::new, |(reason, witness)| joined([reason, witness])),
            hash: sheet.hash.to_string(),
            current: Some(sheet.hash) == current,
        }
    };
    job.sheets.iter().rev().map(view).collect()
}
