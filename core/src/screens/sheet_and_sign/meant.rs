//! Which document a route means, and the one that is to be signed next as it is now.

use super::sources::Sources;
use super::{daily, lines, summary};
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::{SignedDocument, build_daily, sheet};
use crate::kernel::Hash;
use crate::screens::blocks::Section;
use crate::screens::error::Problem;

/// The document that a route means.
pub(super) enum Meant<'a> {
    /// One that somebody answered to.
    OnRecord(&'a SignedDocument),
    /// One that is to be signed next.
    Next(DocumentKind),
}

/// The document that is meant by `document`: empty for the service report, a kind for the one that is to be signed next, a hash for one on record.
pub(super) fn meant<'a>(sources: &'a Sources, document: &str) -> Result<Meant<'a>, Problem> {
    let job = &sources.known.job;
    if let Ok(hash) = document.parse::<Hash>() {
        return Ok(Meant::OnRecord(job.document(hash).ok_or_else(|| Problem::error("id_unreadable"))?));
    }
    if DocumentKind::from_code(document) == Some(DocumentKind::DailyReport) {
        // Of what was signed just now, the answer is shown.
        return Ok(match job.dailies().next_back() {
            Some(signed) if job.day_to_sign().is_none() => Meant::OnRecord(signed),
            _ => Meant::Next(DocumentKind::DailyReport),
        });
    }
    Ok(job.current_sheet().map_or(Meant::Next(DocumentKind::ServiceReport), Meant::OnRecord))
}

/// A document that is to be signed, as it is now.
pub(super) struct Built {
    pub hash: String,
    pub summary: Section,
    pub sections: Vec<Section>,
}

pub(super) fn built(sources: &Sources, kind: &DocumentKind) -> Result<Built, Problem> {
    if *kind == DocumentKind::DailyReport {
        let report = sources.with(build_daily)?;
        let hash = sheet::hash_hex(&report.canonical_bytes()?);
        return Ok(Built { hash, summary: Section::default(), sections: daily::sections(&report) });
    }
    let sheet = sources.sheet()?;
    Ok(Built { hash: sheet.hash()?, summary: summary::section(&sheet), sections: lines::sections(&sheet) })
}
