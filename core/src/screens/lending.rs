//! What the platform's own transfer service sends while the app is suspended, such as a background session of iOS. A session of the
//! protocol's machine needs the app awake; a file that is to go up does not. So the core lends the bytes, each in one request that says
//! everything, and keeps the judgement: whether the hub has a file is asked by the next session, never taken from the service's word.

use super::app::App;
use super::error::{AppError, Problem};
use crate::kernel::Hash;
use crate::sync::machine::announcement;
use crate::sync::protocol::paths;
use std::collections::BTreeSet;

/// Most files that are lent at once: the system's service slows down with many.
const MOST_FILES: usize = 64;
/// Most bytes that are lent at once: each lies on the disk twice meanwhile.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// One file for the platform's transfer service: a `POST` of the whole file, in tus's `creation-with-upload`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LentUpload {
    /// Its name: SHA-256 in hex. What is still under way is told by it.
    pub name: String,
    /// Where to send it.
    pub url: String,
    /// The request's headers.
    pub headers: Vec<LentHeader>,
    /// The file.
    pub file: String,
    /// The keys that the hub is known by, for `is_hub`; none: the public roots vouch for it.
    pub pins: Vec<String>,
}

/// A header of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LentHeader {
    /// Its name.
    pub name: String,
    /// Its value; the token of the device is among them.
    pub value: String,
}

impl App {
    /// Lends the files that wait to the platform's transfer service: when the app goes out of sight, and after a run in the background.
    /// Until [`App::take_back_uploads`] no session sends them. None before the phone joined a hub. As many as there is room for.
    ///
    /// # Errors
    /// The store's codes; nothing more is lent then.
    pub fn lend_uploads(&self) -> Result<Vec<LentUpload>, AppError> {
        self.told(self.lend())
    }

    fn lend(&self) -> Result<Vec<LentUpload>, Problem> {
        let Some(enrolment) = self.store().identity()?.enrolment else { return Ok(Vec::new()) };
        let url = format!("{}{}", enrolment.hub_url.trim_end_matches('/'), paths::UPLOADS);
        let mut seen = self.store().lent_blobs()?;
        let (mut lent, mut bytes) = (Vec::new(), 0u64);
        while seen.len() < MOST_FILES
            && let Some(waits) = self.store().next_upload(&seen)?
        {
            bytes = bytes.saturating_add(waits.blob.size);
            if bytes > MOST_BYTES {
                break;
            }
            seen.insert(waits.blob.hash);
            // One that does not read, or has no room, waits for a session.
            let Ok(file) = self.store().lend_blob(waits.blob.hash) else { continue };
            let token = ("authorization", format!("Bearer {}", enrolment.enrolled.token));
            let kind = ("content-type", "application/offset+octet-stream".to_owned());
            let headers = announcement(&waits.blob).into_iter().chain([token, kind]);
            lent.push(LentUpload {
                name: waits.blob.hash.to_string(),
                url: url.clone(),
                headers: headers.map(|(name, value)| LentHeader { name: name.to_owned(), value }).collect(),
                file: file.display().to_string(),
                pins: enrolment.pins.iter().map(Hash::to_string).collect(),
            });
        }
        Ok(lent)
    }

    /// The platform's service is done with all files but those named, well or badly, or they were called back: they are the sessions' again.
    /// To be called at each start, before a session in sight (with none), and whenever one has ended.
    ///
    /// # Errors
    /// The store's codes.
    pub fn take_back_uploads(&self, still: &[String]) -> Result<(), AppError> {
        let still: BTreeSet<Hash> = still.iter().filter_map(|name| name.parse().ok()).collect();
        self.told(self.store().take_back_blobs(&still).map_err(Problem::from))
    }
}
