//! The customer, the site, the machine or the contract whose jobs are listed, by its name.

use super::filter::Filter;
use crate::access::may_see;
use crate::console::kit::Of;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::error::HubError;
use crate::ledger::Listed;

/// Shown for what the reader may not see, or what is not on file.
const UNKNOWN: &str = "–";

/// What the field is called.
fn label(field: &str) -> &'static str {
    match field {
        "customer" => "sites-field-customer",
        "site" => "console-site",
        "contract" => "sites-field-contract",
        _ => "console-equipment",
    }
}

/// Its name and its number.
fn called(p: &Page, row: &Listed) -> String {
    let name = row.called(p.lang);
    let code = if name == row.code { "" } else { &row.code };
    [name, code].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Those of a filter.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn things(auth: &AuthContext, p: &Page, filter: &Filter) -> Result<Vec<Of>, HubError> {
    let asked = filter.things();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let ledger = &auth.hub().ledger;
    let names = ledger.names(asked.iter().map(|(_, subject)| subject.clone()).collect()).await?;
    let mut things = Vec::with_capacity(asked.len());
    for (field, subject) in asked {
        let seen = may_see(ledger, &auth.viewer, &subject).await?;
        let row = names.get(&subject).filter(|_| seen);
        things.push(Of {
            field,
            label: p.t(label(field)),
            name: row.map_or_else(|| UNKNOWN.to_owned(), |row| called(p, row)),
            address: if row.is_some() { said::address(&subject) } else { String::new() },
        });
    }
    Ok(things)
}
