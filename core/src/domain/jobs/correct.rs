//! How corrections make a report. What was corrected stands in the report itself; who wrote which field is in [`Job::written`], and what it said before in
//! [`Job::corrections`].

use super::corrections::{ASKED, Corrected, FOLLOWING, ReportChange};
use super::events::JobEvent;
use super::facts::{ConflictSettling, Report};
use super::flags::JobFlag;
use super::moment::{Fact, Moment};
use super::state::{Job, OnSheet, SheetFact};
use crate::domain::fields::Change;
use crate::kernel::{Flag, Meta};
use serde_json::Value;

/// Whether an event is something that was done at the site.
pub(super) fn is_at_site(body: &JobEvent) -> bool {
    matches!(
        body,
        JobEvent::Left(_)
            | JobEvent::Arrived(_)
            | JobEvent::Started {}
            | JobEvent::BackupAnswered(_)
            | JobEvent::EvidenceAdded(_)
            | JobEvent::PartReplaced(_)
            | JobEvent::PartSwappedBack(_)
            | JobEvent::Worked(_)
    )
}

impl SheetFact {
    /// What a piece of work is to the sheet.
    pub(super) fn of(body: &JobEvent) -> Self {
        if is_at_site(body) { Self::AtSite } else { Self::Work }
    }
}

impl Job {
    /// A report as it stands by all corrections: of one that arrives after them, or says the same again.
    pub(super) fn as_corrected(&self, report: &Report) -> Report {
        let mut report = report.clone();
        for field in ReportChange::FIELDS {
            let newest = self.written.writes(field).last();
            if let Some(change) = newest.and_then(|write| ReportChange::one(field, &write.value)) {
                change.put(&mut report);
            }
        }
        report
    }

    /// A correction is on record.
    pub(super) fn correct(&mut self, meta: &Meta<'_>, change: ReportChange) {
        let unseen = |fact: &OnSheet| fact.of == SheetFact::AtSite && !fact.seen_by(meta);
        if change.site.is_some() && self.unsigned.iter().any(unseen) {
            self.flag(Flag::new(JobFlag::SiteCorrectedUnseen, meta.id));
        }
        for (field, value) in change.values() {
            self.written.write(meta, &field, value);
        }
        self.put_corrected(meta, change);
    }

    /// Somebody worked where the report had sent him, not knowing that the site was corrected.
    pub(super) fn flag_unseen_site(&mut self, meta: &Meta<'_>, body: &JobEvent) {
        if !is_at_site(body) || self.written.seen_by(meta, "site") {
            return;
        }
        if let Some(event) = self.written.writes("site").last().map(|write| write.event) {
            self.flag(Flag::new(JobFlag::SiteCorrectedUnseen, event));
        }
    }

    /// A value of a field of the report is chosen, and with it what was answered for it.
    pub(super) fn choose_reported(&mut self, meta: &Meta<'_>, settling: &ConflictSettling) {
        let field = settling.field;
        if !field.is_of_report() || self.written.by_event(field.code(), settling.chosen).is_none() {
            return;
        }
        let following: &[&str] = if ASKED.contains(&field.code()) { &FOLLOWING } else { &[] };
        let mut chosen = serde_json::Map::new();
        for name in std::iter::once(field.code()).chain(following.iter().copied()) {
            let Some(value) = self.written.by_event(name, settling.chosen).cloned() else { continue };
            self.written.write(meta, name, value.clone());
            chosen.insert(name.to_owned(), value);
        }
        // Each was a field of a change when it was written.
        let chosen = serde_json::from_value(Value::Object(chosen)).unwrap_or_default();
        self.put_corrected(meta, chosen);
    }

    /// Puts the values into the report, tells what they change, and what of it is not on the signed sheet.
    fn put_corrected(&mut self, meta: &Meta<'_>, change: ReportChange) {
        let mut values = change.values();
        let before = self.report.as_ref().map(|report| ReportChange::of(&report.what).values()).unwrap_or_default();
        if let Some(report) = &mut self.report {
            change.put(&mut report.what);
        }
        let mut what = Vec::new();
        for field in ReportChange::FIELDS {
            let Some(to) = values.remove(*field) else { continue };
            let from = before.get(*field).cloned().unwrap_or_default();
            if from != to {
                what.push(Corrected { field: (*field).to_owned(), from, to });
            }
        }
        if what.is_empty() {
            return;
        }
        self.corrections.push(Fact { moment: Moment::of(meta), what });
        if self.answered_sheet().is_some() {
            self.flag(Flag::new(JobFlag::CorrectionNotOnSheet, meta.id));
        } else {
            self.unsigned.push(OnSheet::new(meta, SheetFact::Report));
        }
    }
}
