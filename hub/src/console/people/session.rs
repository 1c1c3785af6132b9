//! A session in a list of them.

use crate::accounts::OpenSession;
use crate::console::page::Page;
use crate::console::words;
use chrono_tz::Tz;
use fettle_core::kernel::fold::time;

/// A session in a list.
pub(in crate::console) struct SessionView {
    pub id: String,
    pub began: String,
    pub used: String,
    pub network: String,
    pub here: bool,
}

impl SessionView {
    pub(in crate::console) fn of(p: &Page, session: OpenSession, zone: Tz, now_ms: u64) -> Self {
        Self {
            id: session.id,
            began: words::minute(time(session.started_at), zone),
            used: words::ago(p, time(session.seen_at), time(now_ms)),
            network: session.network.unwrap_or_default(),
            here: session.here,
        }
    }
}
