//! Photos: thumbnails where they have arrived, each opening its full picture. The bytes are given by the blobs' own route, which checks
//! who asks.

use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::words;
use crate::error::HubError;
use crate::hub::Hub;
use chrono_tz::Tz;
use fettle_core::domain::checks::Check;
use fettle_core::domain::jobs::{Job, Photo};
use fettle_core::kernel::{Hash, PersonId};
use fettle_core::sync::protocol::paths;
use std::collections::BTreeSet;

/// A photo.
pub(super) struct PhotoView {
    /// Address of the small picture; none while nothing has arrived.
    pub small: Option<String>,
    /// Address of the full one; none while it has not arrived.
    pub full: Option<String>,
    /// Caption.
    pub caption: String,
    /// When and by whom.
    pub about: String,
}

/// Every photo of a job once, whatever it counts for: of its report, for the record, as evidence, of costs, of checklists.
pub(super) async fn photos(
    p: &Page,
    hub: &Hub,
    job: &Job,
    checks: &[&Check],
    names: &Names,
    zone: Tz,
) -> Result<Vec<PhotoView>, HubError> {
    let mut all: Vec<(&Photo, String, Option<PersonId>)> = Vec::new();
    if let Some(report) = &job.report {
        all.extend(report.what.photos.iter().map(|photo| (photo, photo.caption.clone(), Some(report.moment.by))));
    }
    for fact in &job.photos {
        all.push((&fact.what.photo, fact.what.photo.caption.clone(), Some(fact.moment.by)));
    }
    for fact in &job.evidence {
        for photo in &fact.what.photos {
            let caption = if photo.caption.is_empty() { p.t("console-evidence") } else { photo.caption.clone() };
            all.push((photo, caption, Some(fact.moment.by)));
        }
    }
    for fact in &job.costs {
        all.extend(fact.what.photos.iter().map(|photo| (photo, photo.caption.clone(), Some(fact.moment.by))));
    }
    for check in checks {
        for entry in check.entries.values() {
            let answer = entry.get().and_then(|entry| entry.answer());
            let own = answer.iter().flat_map(|answer| &answer.photos);
            all.extend(own.map(|photo| (photo, photo.caption.clone(), None)));
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|(photo, ..)| seen.insert(photo.blob.hash));
    all.sort_by_key(|(photo, ..)| photo.taken_at);
    let mut views = Vec::new();
    for (photo, caption, by) in all {
        let full = address(hub, photo.blob.hash).await?;
        let small = match &photo.thumbnail {
            Some(blob) => address(hub, blob.hash).await?,
            None => None,
        };
        let when = words::minute(photo.taken_at, zone);
        let author = by.map_or_else(String::new, |by| names.person(by));
        let origin = match &photo.gallery {
            None => String::new(),
            Some(file) if file.dated => p.t("console-photo-gallery"),
            Some(_) => p.t("console-photo-gallery-undated"),
        };
        let about = super::joined([when.as_str(), &author, &origin]);
        views.push(PhotoView { small: small.or_else(|| full.clone()), full, caption, about });
    }
    Ok(views)
}

async fn address(hub: &Hub, hash: Hash) -> Result<Option<String>, HubError> {
    Ok(hub.blobs.info(hash).await?.map(|_| format!("{}/{hash}", paths::BLOBS)))
}
