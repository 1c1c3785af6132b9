//! Tables are brought: kept on the hub, looked at, nothing recorded.

use super::form::upload;
use super::uploaded::Uploaded;
use crate::console::command::Told;
use crate::console::guard::COMMAND_FIELD;
use crate::console::kit::refused_page;
use crate::error::Fault;
use crate::import::{Brought, Files, batch};
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::kernel::Refusal;

/// It was sent.
pub(in crate::console) async fn bring(Uploaded { auth, fields, files, .. }: Uploaded) -> Result<Response, Fault> {
    if files.is_empty() {
        let told = Told::of(auth.lang(), &Refusal::new("import_file_missing"));
        let p = auth.page().at("import").back_to("/import");
        let (title, crumb) = (p.t("import-title"), ("/import".to_owned(), p.t("import-title")));
        let form = upload(&p);
        return Ok(refused_page(p, title, crumb, form, (&fields, &told)));
    }
    let mut named = Files::new();
    for (name, bytes) in files {
        let mut own = name.clone();
        let mut count = 1;
        while named.contains_key(&own) {
            count += 1;
            own = format!("{count}-{name}");
        }
        named.insert(own, bytes);
    }
    let (hub, by) = (auth.hub(), auth.viewer.id);
    let brought = Brought::named(fields.get("name"), named);
    let id = match fields.parse(COMMAND_FIELD) {
        Some(form) => batch::stage_as(hub, form, by, brought).await?,
        None => batch::stage(hub, by, brought).await?,
    };
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}
