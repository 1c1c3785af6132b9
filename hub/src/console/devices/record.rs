//! One phone: whose it is, when it was heard of, what of its work waits in quarantine, and its history.

use crate::console::kept::history;
use crate::console::kit::{Fact, Line, RecordPage, Section, record as shown};
use crate::console::looks_after::{looks_after, must_administer};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::quarantine::reason;
use crate::console::request::AuthContext;
use crate::console::rescued::rescued;
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::ledger::DeviceRow;
use axum::extract::Path;
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::domain::people::Device;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, DeviceId, Subject};

/// Records of the quarantine that the page names; the quarantine has all of them.
const FEW: usize = 5;

/// A phone that the viewer looks after.
///
/// # Errors
/// `not_found` for every other.
pub(super) async fn look(auth: &AuthContext, id: &str) -> Result<(DeviceRow, Names), Fault> {
    let id: DeviceId = id.parse().map_err(|_| Fault::not_found())?;
    let ledger = &auth.hub().ledger;
    let row = ledger.device_row(id).await?.ok_or_else(Fault::not_found)?;
    let state = ledger.get::<Device>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let people = [Some(row.person), state.code_by, state.revoked.map(|revoked| revoked.by)];
    let names = Names::of(ledger, auth.lang(), people.into_iter().flatten().map(Subject::from).collect()).await?;
    // The console, and those before it, are nobody's phone.
    if row.id.uuid() == row.person.uuid() || !looks_after(auth, &names, row.person) {
        return Err(Fault::not_found());
    }
    Ok((row, names))
}

/// What is known of it; what says nothing is left out.
async fn facts(auth: &AuthContext, p: &Page, row: &DeviceRow, names: &Names, zone: Tz) -> Result<Vec<Fact>, HubError> {
    let ledger = &auth.hub().ledger;
    let state = ledger.get::<Device>(row.id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let now = time(auth.hub().clock.now_ms());
    let said = |label: &str, text: String| Fact { label: p.t(label), text, address: String::new() };
    let when = |ms: Option<u64>| match ms {
        Some(ms) => format!("{} · {}", words::minute(time(ms), zone), words::ago(p, time(ms), now)),
        None => String::new(),
    };
    let owner = if p.people { format!("/people/{}", row.person) } else { String::new() };
    let mut facts = vec![
        Fact { address: owner, ..said("console-who", names.person(row.person)) },
        said("devices-name", row.name.clone()),
        said("sites-field-app", row.app.clone()),
        said("console-enrolled", when(Some(row.enrolled_at))),
        said("devices-by", state.enrolled_by_other().map(|by| names.person(by)).unwrap_or_default()),
        said("console-seen", when(row.seen_at)),
        said("console-pushed", when(row.pushed_at)),
        said("console-pulled", when(row.pulled_at)),
        said("devices-events", row.head.to_string()),
    ];
    if let Some(before) = row.succeeds
        && let Some(before) = ledger.device_row(before).await?
    {
        let address = format!("/devices/{}", before.id);
        facts.push(Fact { address, ..said("devices-before", format!("{} {}", before.short, before.name)) });
    }
    facts.push(said("console-revoked", when(row.revoked_at)));
    if let Some(revoked) = state.revoked {
        facts.push(said("devices-ended-by", names.person(revoked.by)));
        facts.push(said("console-reason", revoked.reason));
    }
    facts.retain(|fact| !fact.text.is_empty());
    Ok(facts)
}

/// What of its work waits in quarantine, the newest first.
async fn held(auth: &AuthContext, p: &Page, row: &DeviceRow, zone: Tz) -> Result<Section, HubError> {
    let mut found = auth.hub().ledger.quarantine(&[row.id], None, FEW + 1).await?;
    let more = found.len() > FEW;
    found.truncate(FEW);
    let line = |one: crate::ledger::Quarantined| {
        let header = one.event.header();
        let at = one.event.received().unwrap_or_else(|| one.event.when_ms());
        Line {
            text: format!("{}.{}", header.subject.kind(), header.kind),
            below: format!("{} · {}", reason(p, &one.code), words::minute(time(at), zone)),
            ..Line::default()
        }
    };
    let all =
        (format!("/quarantine?device={}", row.id), p.t(if more { "devices-held-all" } else { "devices-held-see" }));
    let lines: Vec<Line> = found.into_iter().map(line).collect();
    Ok(Section {
        title: p.t("console-quarantine"),
        more: (!lines.is_empty()).then_some(all),
        lines,
        empty: p.t("devices-held-none"),
        add: None,
        form: None,
    })
}

/// The page.
pub(in crate::console) async fn record(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_administer(&auth)?;
    let (row, names) = look(&auth, &id).await?;
    let subject = Subject::new(Device::KIND, row.id.uuid());
    let mut p = auth.page().at("devices");
    // Its record is filed for its person: who reaches everything hears of it.
    if auth.viewer.reach.is_all() {
        p = p.live(Some(subject.to_string()));
    }
    let zone = names.house_zone(auth.viewer.person.centre);
    let in_use = row.revoked_at.is_none();
    let mut sections = vec![held(&auth, &p, &row, zone).await?];
    let bundles = rescued(&auth, &p, Some(row.id), zone).await?;
    if !bundles.is_empty() {
        let line = |one: crate::console::rescued::Rescued| Line {
            text: format!("{} · {}", one.when, one.by),
            below: one.lines.join(" · "),
            chip: if one.bad { ("!".to_owned(), "bad") } else { (String::new(), "") },
            ..Line::default()
        };
        let lines = bundles.into_iter().map(line).collect();
        let title = p.t("console-rescued");
        sections.push(Section { title, lines, empty: String::new(), more: None, add: None, form: None });
    }
    let may = in_use && auth.actor().may("device.revoked");
    let page = RecordPage {
        title: format!("{} {}", row.short, words::short(&row.name)),
        chip: if in_use { (String::new(), "") } else { (p.t("console-revoked"), "bad") },
        crumbs: vec![("/devices".to_owned(), p.t("console-devices"))],
        links: may.then(|| (format!("/devices/{}/revoke", row.id), p.t("console-revoke"))).into_iter().collect(),
        acts: Vec::new(),
        facts: facts(&auth, &p, &row, &names, zone).await?,
        sections,
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(shown(page))
}
