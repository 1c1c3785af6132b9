//! The live line: server-sent events that say which streams have moved.

use super::http::{SyncSession, fault};
use crate::store::Enrolment;
use crate::sync::machine::NetFault;
use crate::sync::protocol::{Moved, paths};
use std::time::Duration;
use tokio::time::timeout;

/// An open live line.
pub(super) struct Live {
    response: reqwest::Response,
    /// Longer than the comments that keep the line open.
    silence: Duration,
    parser: Parser,
}

impl Live {
    /// Opens the line.
    pub(super) async fn open(session: &SyncSession, enrolment: &Enrolment) -> Result<Self, NetFault> {
        let url = format!("{}{}", enrolment.hub_url, paths::LIVE);
        let client = session.client(&enrolment.pins).map_err(|_| NetFault::Down)?;
        let ask = client.get(url).bearer_auth(&enrolment.enrolled.token).header("accept", "text/event-stream");
        let silence = session.options.silence;
        let response = timeout(silence, ask.send()).await.map_err(|_| NetFault::Slow)?.map_err(|e| fault(&e))?;
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !response.status().is_success() || !kind.starts_with("text/event-stream") {
            return Err(NetFault::Broken);
        }
        Ok(Self { response, silence, parser: Parser::default() })
    }
    /// The next announcements; `None` when the line broke. Cancel-safe: a half-read line is kept.
    pub(super) async fn next(&mut self) -> Option<Vec<Moved>> {
        let chunk = timeout(self.silence, self.response.chunk()).await.ok()?.ok()??;
        Some(self.parser.push(&chunk))
    }
}

/// Longest line that is kept while its end has not come.
const MAX_LINE: usize = 64 * 1024;

/// Server-sent events (WHATWG HTML, 9.2), as much as is used here: `event: moved` with one line of data; comments and others pass by.
#[derive(Default)]
pub(super) struct Parser {
    rest: Vec<u8>,
    event: String,
    data: String,
}

impl Parser {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Moved> {
        let mut found = Vec::new();
        for &byte in bytes {
            if byte != b'\n' {
                if self.rest.len() < MAX_LINE {
                    self.rest.push(byte);
                }
                continue;
            }
            let line = std::mem::take(&mut self.rest);
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                if self.event == "moved"
                    && let Ok(moved) = serde_json::from_str(&self.data)
                {
                    found.push(moved);
                }
                self.event.clear();
                self.data.clear();
            } else if let Some(name) = line.strip_prefix("event:") {
                self.event = name.trim().to_owned();
            } else if let Some(data) = line.strip_prefix("data:") {
                self.data.push_str(data.trim_start());
            }
        }
        found
    }
}
