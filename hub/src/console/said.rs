//! What a field of master data says, in the reader's words: the pieces of [`said`], with other records by their names.

use super::page::Page;
use crate::access::{self, Viewer};
use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::said::{Piece, sla_args};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::Subject;

/// Shown for a record that the reader may not see, or that is not on file.
const UNKNOWN: &str = "–";

/// What the pieces say; "nothing" for none.
pub(super) async fn text(ledger: &Ledger, p: &Page, viewer: &Viewer, pieces: &[Piece]) -> Result<String, HubError> {
    let mut parts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        parts.push(match piece {
            Piece::Word(key) => p.t(key),
            Piece::Typed(text) => text.clone(),
            Piece::Named(name) => name.in_lang(p.lang).to_owned(),
            Piece::Record(subject) => told(ledger, p, viewer, subject).await?,
            Piece::SlaTarget(level, sla) => p.tn("sites-said-promise", &sla_args(*level, *sla)),
        });
    }
    // Promises are long: a line each.
    let promises = pieces.iter().any(|piece| matches!(piece, Piece::SlaTarget(..)));
    let between = if promises { "\n".to_owned() } else { p.t("screen-list-comma") };
    Ok(if parts.is_empty() { p.t("sites-said-nothing") } else { parts.join(&between) })
}

/// The page of a record; empty where it has none.
pub(super) fn address(subject: &Subject) -> String {
    let section = match subject.kind() {
        "customer" => "customers",
        "site" => "sites",
        "contract" | "contract_price" => "contracts",
        "equipment" => "equipment",
        "centre" => "centres",
        "card" | "card_price" => "cards",
        "place" => "places",
        "job" => "jobs",
        "company" => return "/company".to_owned(),
        _ => return String::new(),
    };
    format!("/{section}/{}", subject.id())
}

/// What a record is called; a dash for who may not see it.
pub(super) async fn name(ledger: &Ledger, p: &Page, viewer: &Viewer, subject: &Subject) -> Result<String, HubError> {
    Ok(known(ledger, viewer, subject)
        .await?
        .map_or_else(|| UNKNOWN.to_owned(), |(name, _)| name.in_lang(p.lang).to_owned()))
}

/// The same; a machine by its serial number too, as a site may have many of one name.
async fn told(ledger: &Ledger, p: &Page, viewer: &Viewer, subject: &Subject) -> Result<String, HubError> {
    let Some((name, serial)) = known(ledger, viewer, subject).await? else { return Ok(UNKNOWN.to_owned()) };
    Ok(format!("{} {serial}", name.in_lang(p.lang)).trim().to_owned())
}

/// Name and serial number of a record that the viewer may see.
async fn known(ledger: &Ledger, viewer: &Viewer, subject: &Subject) -> Result<Option<(Bilingual, String)>, HubError> {
    if !access::may_see(ledger, viewer, subject).await? {
        return Ok(None);
    }
    let Some(state) = ledger.any(subject).await? else { return Ok(None) };
    let serial = state.as_equipment().map(|machine| machine.sn.clone()).unwrap_or_default();
    Ok(state.name().map(|name| (name, serial)))
}
