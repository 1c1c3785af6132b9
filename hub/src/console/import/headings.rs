//! Headings of the company's own lists: somebody says once which column each stands for.

use super::seen::seen;
use super::uploaded::must_import;
use crate::console::page::Page;
use crate::console::request::{AuthForm, Fields};
use crate::error::Fault;
use crate::import::{Kind, Told, batch, heading, kind_name, remembered};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

/// What is chosen for a heading that stands for nothing of ours.
const NOTHING: &str = "-";

/// A heading that nobody knows, with the columns that it may stand for.
pub(super) struct Asks {
    pub kind: String,
    pub kind_name: String,
    pub heading: String,
    pub columns: Vec<(&'static str, String)>,
}

/// The headings of staged tables that nobody knows.
pub(super) fn asked(p: &Page, told: &Told) -> Vec<Asks> {
    let asks = |(kind, text): &(String, String)| {
        let known = Kind::named(kind)?;
        let column = |column: &'static crate::import::Column| (column.name, heading(p.lang, column.name));
        let columns = known.columns.iter().map(column).collect();
        Some(Asks { kind: kind.clone(), kind_name: kind_name(p.lang, kind), heading: text.clone(), columns })
    };
    told.headings.iter().filter_map(asks).collect()
}

/// What was chosen: kind, heading, column; a heading that nothing was chosen for is left out.
fn said(fields: &Fields) -> Vec<(&str, &str, &str)> {
    let all = |name: &'static str| fields.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str());
    let said = all("kind").zip(all("heading")).zip(all("column"));
    said.map(|((kind, heading), column)| (kind, heading, column)).filter(|(_, _, column)| !column.is_empty()).collect()
}

/// It was said what they stand for: kept for the company, and the tables are looked at again.
pub(in crate::console) async fn headings(
    Path(id): Path<String>,
    AuthForm { auth, fields, .. }: AuthForm,
) -> Result<Response, Fault> {
    let id = seen(&auth, &id).await?.id;
    for (kind, heading, column) in said(&fields) {
        let column = if column == NOTHING { "" } else { column };
        remembered::remember(auth.hub(), auth.viewer.id, kind, heading, column).await?;
    }
    batch::look_again(auth.hub(), id).await?;
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

/// One is forgotten.
pub(in crate::console) async fn forget(AuthForm { auth, fields, .. }: AuthForm) -> Result<Response, Fault> {
    must_import(&auth)?;
    remembered::forget(auth.hub(), fields.get("kind"), fields.get("heading")).await?;
    Ok(Redirect::to("/import#headings").into_response())
}
