//! A version of a list as a table, in the form in which it is brought.

use super::versions::versions;
use crate::checklist::{book, written};
use crate::console::kit::Asked;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use fettle_core::domain::checks::Definition;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn version(auth: &AuthContext, code: &str, asked: &Asked) -> Result<Definition, Fault> {
    let all = versions(&auth.hub().ledger, code).await?;
    let found = match asked.get("version") {
        "" => all.into_iter().next(),
        version => all.into_iter().find(|list| list.version.to_string() == version),
    };
    found.ok_or_else(Fault::not_found)
}

fn file(list: &Definition, ending: &str, kind: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}-{}.{ending}\"", list.code, list.version);
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// As CSV, with its mark, so that spreadsheets read Chinese.
pub(in crate::console) async fn csv(
    auth: AuthContext,
    Path(code): Path<String>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let list = version(&auth, &code, &Asked::of(query)).await?;
    let text = format!("\u{feff}{}", written(&list.items));
    Ok(file(&list, "csv", "text/csv; charset=utf-8", text.into_bytes()))
}

/// As a workbook.
pub(in crate::console) async fn xlsx(
    auth: AuthContext,
    Path(code): Path<String>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let list = version(&auth, &code, &Asked::of(query)).await?;
    let bytes = book(&list).map_err(|e| HubError::Record(e.to_string()))?;
    Ok(file(&list, "xlsx", XLSX, bytes))
}
