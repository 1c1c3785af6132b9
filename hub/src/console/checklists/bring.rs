//! A new version is brought: from a table, or typed; it is looked at as an engineer will see it, and nothing is recorded.

use super::form::{Brought, list_form, title};
use super::publish::{Look, look};
use super::versions::versions;
use crate::checklist::{read, written};
use crate::console::command::Told;
use crate::console::kept::must;
use crate::console::kit::{refused_page, shown_page};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::checks::Definition;
use fettle_core::domain::jobs::sheet::Bilingual;

fn crumb(p: &Page) -> (String, String) {
    ("/checklists".to_owned(), p.t("checklist-title"))
}

fn none() -> Definition {
    Definition { code: String::new(), version: 0, title: Bilingual::default(), items: Vec::new() }
}

fn shown(auth: &AuthContext, base: &Definition) -> Response {
    let p = auth.page().at("checklists");
    let key = if base.version == 0 { "checklist-new" } else { "checklist-new-version" };
    let form = list_form(&p, base, &written(&base.items));
    let (title, crumb) = (p.t(key), crumb(&p));
    shown_page(p, title, crumb, form)
}

/// The form of a new list.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must(&auth, "checklist.published")?;
    Ok(shown(&auth, &none()))
}

/// The form of a new version of a list.
pub(in crate::console) async fn form_of(auth: AuthContext, Path(code): Path<String>) -> Result<Response, Fault> {
    must(&auth, "checklist.published")?;
    let newest = versions(&auth.hub().ledger, &code).await?.into_iter().next().ok_or_else(Fault::not_found)?;
    Ok(shown(&auth, &newest))
}

/// It was sent.
pub(in crate::console) async fn bring(Brought { auth, fields, files, .. }: Brought) -> Result<Response, Fault> {
    let bytes = files.first().map_or(fields.get("items").as_bytes(), |(_, bytes)| bytes.as_slice());
    let code = fields.get("code").to_owned();
    let newest = versions(&auth.hub().ledger, &code).await?.first().map_or(0, |newest| newest.version);
    let reading = read(bytes).and_then(|reading| {
        let items = reading.items.clone();
        let list = Definition { code: code.clone(), version: newest + 1, title: title(&fields), items };
        // What stands in no line is told beside the form; what is wrong with an item, with the lines.
        match list.validate() {
            Err(bad) if reading.wrong.is_empty() => {
                Err(fettle_core::kernel::Refusal::new(bad.code).with("item", bad.item))
            }
            _ => Ok((list, reading)),
        }
    });
    match reading {
        Ok((list, reading)) => look(&auth, Look { list, wrong: reading.wrong, refused: None }),
        Err(refusal) => {
            let told = Told::of(auth.lang(), &refusal);
            let p = auth.page().at("checklists").back_to("/checklists/new");
            let (title, crumb, form) = (p.t("checklist-new-version"), crumb(&p), list_form(&p, &none(), ""));
            Ok(refused_page(p, title, crumb, form, (&fields, &told)))
        }
    }
}
