//! Rescue bundles that were taken in, as the pages of the quarantine and of a phone tell of them.

use super::looks_after::looks_after;
use super::names::Names;
use super::page::Page;
use super::request::AuthContext;
use super::words;
use crate::access::Reach;
use crate::error::HubError;
use chrono_tz::Tz;
use fettle_core::domain::people::Device;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, Subject};

/// A rescue bundle that was taken in.
pub(super) struct Rescued {
    /// When.
    pub when: String,
    /// Who brought it.
    pub by: String,
    /// What became of what was in it.
    pub lines: Vec<String>,
    /// Whether something of it was damaged or kept aside.
    pub bad: bool,
}

/// The bundles of one device, or all that the viewer looks after.
pub(super) async fn rescued(
    auth: &AuthContext,
    p: &Page,
    device: Option<DeviceId>,
    zone: Tz,
) -> Result<Vec<Rescued>, HubError> {
    let hub = auth.hub();
    let mut rescues = hub.rescued().await?;
    rescues.retain(|taken| device.is_none_or(|device| taken.report.device == device));
    let mut owners = Vec::with_capacity(rescues.len());
    for taken in &rescues {
        let known = hub.ledger.get::<Device>(taken.report.device.uuid()).await?;
        owners.push(known.and_then(|known| known.state.person));
    }
    let named = owners.iter().flatten().copied().chain(rescues.iter().filter_map(|taken| taken.carrier));
    let names = Names::of(&hub.ledger, auth.lang(), named.map(Subject::from).collect()).await?;
    let mut shown = Vec::new();
    for (taken, owner) in rescues.into_iter().zip(owners) {
        // Of a device that the hub does not know only who looks after all devices sees it.
        let sees = match owner {
            Some(person) => looks_after(auth, &names, person),
            None => matches!(auth.viewer.reach, Reach::All(_)),
        };
        if sees {
            shown.push(Rescued {
                when: words::minute(time(taken.at), zone),
                by: match taken.carrier {
                    Some(person) => p.t1("console-rescued-by", "person", names.person(person)),
                    None => p.t("console-rescued-here"),
                },
                bad: !taken.report.damage.none() || !taken.report.quarantined.is_empty(),
                lines: taken.report.lines(auth.lang()),
            });
        }
    }
    Ok(shown)
}
